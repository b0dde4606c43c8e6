/**
 * What stands for letters outside ASCII. Upper case, while ASCII letters are folded to lower case: `like` tells them apart, `pg_trgm` takes
 * both. Without I, which lower case takes out of ASCII in a Turkish database.
 */
const LETTERS = 'ABCDEFGHJKLMNOPQRSTUVWXYZ'
const BASE = LETTERS.length
/** Three letters. */
const CODES = BASE ** 3
/** Prime to `CODES`, so that neighbours in a script differ in each of their letters. */
const SPREAD = 7919
/** Below are alphabets: Latin, Greek, Cyrillic, Hebrew, Arabic, and their like. From here on, one character is often a word. */
const FIRST_LONG = 0x800
// oxlint-disable-next-line no-control-regex -- the bounds of ASCII
const ASCII = /^[\u0000-\u007f]*$/

export function isAscii(text: string): boolean {
  return ASCII.test(text)
}

/**
 * A text without its case, in ASCII alone. `pg_trgm` makes trigrams of what the `LC_CTYPE` of a database takes for letters, and under C that
 * is ASCII: in this form, each script makes them on each database. A character outside ASCII becomes one letter, from U+0800 on three, so that
 * one of them alone makes a trigram.
 *
 * What contains another text contains its form, too. The reverse does not hold, since several characters have the same letters, except
 * for an ASCII text. Stored in `media_items.title_ascii`: a change of what this returns needs a migration that writes the column again.
 *
 * @example
 * foldToAscii('STRASSE 9') === foldToAscii('Straße 9') // 'strasse 9'
 * foldToAscii('日本') // six letters
 */
export function foldToAscii(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  let folded = ''
  // Upper case as in `containsFolded`. Half a surrogate pair is stored as U+FFFD.
  for (const character of text.toWellFormed().toUpperCase()) {
    const codePoint = character.codePointAt(0) ?? 0
    folded += codePoint < 0x80 ? character.toLowerCase() : lettersOf(codePoint)
  }
  return folded
}

function lettersOf(codePoint: number): string {
  if (codePoint < FIRST_LONG) return LETTERS.charAt(codePoint % BASE)
  const code = (codePoint * SPREAD) % CODES
  return (
    LETTERS.charAt(code % BASE) +
    LETTERS.charAt(Math.floor(code / BASE) % BASE) +
    LETTERS.charAt(Math.floor(code / BASE ** 2))
  )
}
