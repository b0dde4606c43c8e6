/** Bits per random letter, digit and sign, and per word of a language or program. */
const LETTER = 4.7
const DIGIT = 3.3
const SIGN = 5
const WORD = 14

/**
 * The guessing entropy of a value in bits, for an attacker with a dictionary: a run of letters of one case counts at most
 * as a word, so `tributary-server` has 33 bits, three words with blanks 52, and 16 random bytes in hexadecimal over 90.
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
