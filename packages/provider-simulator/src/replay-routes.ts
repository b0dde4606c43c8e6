import type { RecordedExchange } from './recorded-exchange.ts'
import type { SimulatorRoute } from './simulator-route.ts'

/**
 * Routes that answer as it was recorded: with the answer to the same query, else with the answers of the path one after the other, the
 * last again and again. Windows of dates follow the clock, so that a query is seldom the same.
 */
export function replayRoutes(exchanges: readonly RecordedExchange[]): readonly SimulatorRoute[] {
  const byPath = Map.groupBy(exchanges, ({ method, url }) => `${method} ${withoutQuery(url)}`)
  return [...byPath.values()].flatMap((answers) => {
    const [first] = answers
    return first === undefined ? [] : [replayRoute(first, answers)]
  })
}

function replayRoute(
  { method, url }: RecordedExchange,
  answers: readonly RecordedExchange[],
): SimulatorRoute {
  let asked = 0
  return {
    method: method as NonNullable<SimulatorRoute['method']>,
    url: withoutQuery(url),
    // The token decides on access alone: who is asked for is what was recorded.
    handle({ query }) {
      const same = answers.find((each) => sorted(new URL(each.url).searchParams) === sorted(query))
      const next = answers[Math.min(asked, answers.length - 1)]
      if (same === undefined) asked += 1
      const { status = 404, headers = {}, body } = same ?? next ?? {}
      return { status, headers, body }
    },
  }
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

function sorted(query: URLSearchParams): string {
  return new URLSearchParams([...query].toSorted(([one], [other]) => one.localeCompare(other))).toString()
}
