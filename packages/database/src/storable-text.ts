/**
 * Text that PostgreSQL can store: NUL and unpaired surrogates become U+FFFD. Provider texts and file names may
 * contain either, and must not abort a transaction. `null` stays `null`.
 *
 * @example
 * storableText('a\0b') // 'a\uFFFDb'
 */
export function storableText(text: string): string
export function storableText(text: string | null): string | null
export function storableText(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '\uFFFD').toWellFormed()
}
