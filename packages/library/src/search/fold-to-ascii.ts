/**
 * Letters that replace those outside ASCII. Upper case, while ASCII letters are folded to lower case: `like` distinguishes them,
 * `pg_trgm` accepts both. Without I, whose lower case in a Turkish database is not ASCII.
 */
const LETTERS = 'ABCDEFGHJKLMNOPQRSTUVWXYZ'
const BASE = LETTERS.length
/** Three letters per character. */
const CODES = BASE ** 3
/** Coprime to `CODES`, so that neighbours in a script differ in each of their letters. */
const SPREAD = 7919
/** Below are alphabets: Latin, Greek, Cyrillic, Hebrew, Arabic and similar. From here on, one character is often a word. */
const FIRST_LONG = 0x800
// oxlint-disable-next-line no-control-regex -- the bounds of ASCII
const ASCII = /^[\u0000-\u007f]*$/

export function isAscii(text: string): boolean {
  return ASCII.test(text)
}

/**
 * Folds the case of a text and encodes it in ASCII. `pg_trgm` makes trigrams of what the `LC_CTYPE` of a database considers
 * letters, which under C is ASCII: in this form, each script has trigrams on each database. A character outside ASCII becomes one
 * letter, from U+0800 on three, so that a single one makes a trigram.
 *
 * If a text contains another, so do their forms. The reverse holds only for ASCII texts, since several characters share letters.
 * Stored in `media_items.title_ascii`: a change of the result needs a migration that rewrites the column.
 *
 * @example
 * foldToAscii('STRASSE 9') === foldToAscii('Straße 9') // 'strasse 9'
 * foldToAscii('日本') // six letters
 */
export function foldToAscii(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  let folded = ''
  // Upper case as in `containsFolded`. A lone surrogate is stored as U+FFFD.
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
