/** A letter that could be any, a digit, a sign; a word of a language or of a program. */
const LETTER = 4.7
const DIGIT = 3.3
const SIGN = 5
const WORD = 14

/**
 * How hard a value is to guess, in bits, for an attacker who knows words: a run of letters of one case counts as a word at most, so
 * `tributary-server` has 33 bits, three words with blanks 52, and 16 random bytes in hexadecimal more than 90.
 */
export function guessBits(value: string): number {
  let bits = 0
  for (const [run] of value.matchAll(/\p{Lu}+|\p{L}+|\d+|[^\p{L}\d]+/gu)) {
    if (/^\d/.test(run)) bits += run.length * DIGIT
    else if (/^\p{L}/u.test(run)) bits += Math.min(WORD, run.length * LETTER)
    else bits += run.length * SIGN
  }
  return bits
}
