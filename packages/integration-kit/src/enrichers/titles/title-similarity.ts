import { NUMBER_WORDS } from './title-words.ts'

/**
 * A title as it is compared: without accents, punctuation and the difference of "&" and "and". Initials are one word.
 *
 * @example
 * foldedTitle('W.T.H.? – Part Two') // 'wth part 2'
 */
export function foldedTitle(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}|['’.]/gu, '')
    .replaceAll('&', ' and ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map((word) => NUMBER_WORDS[word] ?? word)
    .join(' ')
}

/**
 * From 0 to 1, by the pairs of letters that two titles share (Dice); 1 if they are equal when folded.
 *
 * @example
 * titleSimilarity('Salt & Iron', 'Salt and Iron') // 1
 */
export function titleSimilarity(one: string, other: string): number {
  const [a, b] = [foldedTitle(one), foldedTitle(other)]
  if (a === b) return a === '' ? 0 : 1
  const [pairs, others] = [pairsOf(a), pairsOf(b)]
  const total = pairs.length + others.length
  const shared = pairs.filter((pair) => {
    const at = others.indexOf(pair)
    if (at !== -1) others.splice(at, 1)
    return at !== -1
  }).length
  // Titles that differ only in what folding keeps are never equal.
  return total === 0 ? 0 : Math.min(0.99, (2 * shared) / total)
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2))
}
