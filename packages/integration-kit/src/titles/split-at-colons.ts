/** A part between colons with its position, so that the text around it is kept unchanged. */
export interface Piece {
  readonly text: string
  readonly start: number
  readonly end: number
}

/**
 * Splits a title at ": ", at the French " : " and at the full-width colon; not within "12:30" or "Re:Zero".
 *
 * @example
 * splitAtColons('Lupin : Saison 2').map(({ text }) => text) // ['Lupin', 'Saison 2']
 */
export function splitAtColons(title: string): readonly Piece[] {
  const pieces: Piece[] = []
  let start = 0
  for (let at = 0; at < title.length; at += 1) {
    const code = title.charCodeAt(at)
    const isSeparator = code === 0xff1a || (code === 0x3a && title.charCodeAt(at + 1) === 0x20)
    if (!isSeparator) continue
    pieces.push({ text: title.slice(start, at).trim(), start, end: at })
    start = at + 1
  }
  pieces.push({ text: title.slice(start).trim(), start, end: title.length })
  return pieces
}
