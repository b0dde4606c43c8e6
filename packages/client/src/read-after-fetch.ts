const HEADER = 'tributary-read-after'

/** Twice as long as a replica of the server's database may be behind: later, a position only costs. */
const KEPT_MILLISECONDS = 10_000

/**
 * `fetch` that brings back the position of the last write, so that the requests after it see what it wrote, also where the server reads from
 * a replica.
 */
export function readAfterFetch(
  inner: typeof fetch = globalThis.fetch,
  now: () => number = Date.now,
): typeof fetch {
  let last: { readonly position: string; readonly at: number } | undefined
  const positionNow = () =>
    last !== undefined && now() - last.at < KEPT_MILLISECONDS ? last.position : undefined
  return async (input, init) => {
    const known = positionNow()
    // Called as a function: browsers refuse `fetch` as a method of another object.
    const response = await (known === undefined
      ? inner(input, init)
      : inner(...withHeader(input, init, known)))
    const position = response.headers.get(HEADER)
    const present = positionNow()
    if (position !== null && (present === undefined || isLater(position, present)))
      last = { position, at: now() }
    return response
  }
}

function withHeader(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  position: string,
): Parameters<typeof fetch> {
  if (input instanceof Request && init?.headers === undefined) {
    input.headers.set(HEADER, position)
    return init === undefined ? [input] : [input, init]
  }
  const headers = new Headers(init?.headers)
  headers.set(HEADER, position)
  return [input, { ...init, headers }]
}

/** Answers of concurrent requests come in any order. */
function isLater(position: string, than: string): boolean {
  const [high = 0, low = 0] = numbersOf(position)
  const [otherHigh = 0, otherLow = 0] = numbersOf(than)
  return high > otherHigh || (high === otherHigh && low >= otherLow)
}

function numbersOf(position: string): number[] {
  return position.split('/').map((part) => Number.parseInt(part, 16))
}
