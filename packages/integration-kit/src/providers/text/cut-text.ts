/** How long a text may be, the ellipsis included. */
export type TextLimit =
  /** In UTF-8. */
  | { readonly bytes: number }
  /** UTF-16 units, of which no service counts more. */
  | { readonly characters: number }

const ELLIPSIS = '…'

/**
 * Cuts a text to what a service takes, never within a character. A text that was cut ends with an ellipsis.
 *
 * @param limit what `escape` makes of the text counts
 *
 * @example
 * cutText('One two three', { characters: 8 }) // 'One two…'
 */
export function cutText(text: string, limit: TextLimit, escape = (part: string) => part): string {
  const lengthOf = (part: string) =>
    'bytes' in limit ? Buffer.byteLength(escape(part)) : escape(part).length
  const most = 'bytes' in limit ? limit.bytes : limit.characters
  if (lengthOf(text) <= most) return text
  let left = most - lengthOf(ELLIPSIS)
  let kept = ''
  for (const character of text) {
    left -= lengthOf(character)
    if (left < 0) break
    kept += character
  }
  return `${kept.trimEnd()}${ELLIPSIS}`
}
