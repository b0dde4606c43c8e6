import type { SimulatedTitle } from './simulated-titles.ts'

const wordsOf = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}|['’.]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/**
 * `GET /search/multi`: a film or series needs all words of the query, at least as the beginnings of its own; a person is found by their
 * name within it. The most popular come first.
 */
export function searchTitles(titles: readonly SimulatedTitle[], query: string): SimulatedTitle[] {
  const asked = wordsOf(query)
  const isFound = ({ kind, name, originalName = '' }: SimulatedTitle) => {
    const own = [...wordsOf(name), ...wordsOf(originalName)]
    if (kind === 'person') return own.every((word) => asked.includes(word))
    return asked.every((word) => own.some((one) => one.startsWith(word)))
  }
  const found = asked.length === 0 ? [] : titles.filter(isFound)
  return found.toSorted((one, other) => (other.popularity ?? 1) - (one.popularity ?? 1))
}
