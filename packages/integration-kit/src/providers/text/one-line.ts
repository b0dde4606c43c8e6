/**
 * A text on one line: line breaks, tabs and other control characters become a space. For titles, subjects and headers, where a line break
 * would begin another header.
 *
 * @example
 * oneLine('Import\r\nfailed') // 'Import failed'
 */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
