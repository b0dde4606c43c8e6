import { distance } from 'fastest-levenshtein'

/** A path that differs in more letters is a different path, not a misspelling. */
const MOST_OFF = 3
/** Longer paths are not compared: none of the server's own is as long. */
const LONGEST_PATH = 200

/**
 * The path that a misspelt one was probably meant to be, `{id}` for what a path takes as a parameter. Compares only paths
 * with as many segments, segment by segment, and gives up on each at the first that is too far off.
 *
 * @example
 * nearestPath('/api/library/itmes/7', ['/api/library/items/:id']) // '/api/library/items/{id}'
 */
export function nearestPath(path: string, known: readonly string[]): string | undefined {
  if (path.length > LONGEST_PATH) return undefined
  const asked = path.split('/')
  let best: { readonly path: string; readonly off: number } | undefined
  for (const candidate of known) {
    const off = distanceTo(asked, candidate.split('/'), best?.off ?? MOST_OFF + 1)
    if (off !== undefined) best = { path: candidate, off }
  }
  return best?.path.replace(/:([A-Za-z0-9_]+)/g, '{$1}')
}

/** `undefined` at or above the limit. */
function distanceTo(asked: readonly string[], known: readonly string[], limit: number): number | undefined {
  if (asked.length !== known.length) return undefined
  let off = 0
  for (const [index, segment] of known.entries()) {
    if (!segment.startsWith(':')) off += distance(asked[index] ?? '', segment)
    if (off >= limit) return undefined
  }
  return off
}
