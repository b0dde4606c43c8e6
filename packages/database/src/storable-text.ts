/**
 * Text as PostgreSQL can hold it: zero characters and halves of characters become U+FFFD. Providers' words and names of files may have
 * either, and one must not undo a transaction. `null` stays `null`.
 *
 * @example
 * storableText('a\0b') // 'a\uFFFDb'
 */
export function storableText(text: string): string
export function storableText(text: string | null): string | null
export function storableText(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '\uFFFD').toWellFormed()
}
