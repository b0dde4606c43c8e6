import type { SimulatorRoute } from '@tributary/provider-simulator'

const HOUR_SECONDS = 3600
const HOURS = 30 * 24

/** The plays of an account, newest first: one every third hour of the last 30 days. */
export const dataRoute: SimulatorRoute = {
  url: 'https://api.example-service.example/v1/plays',
  // <oauth>
  scopes: ['read'],
  // </oauth>
  handle({ account, query, now, dataFaults }) {
    const newest = Math.floor(now / 1000 / HOUR_SECONDS)
    const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY)
    const hours = Array.from({ length: HOURS }, (_, back) => newest - back).filter(
      (hour) => hour % 3 === 0 && hour * HOUR_SECONDS < before,
    )
    const items = hours.slice(0, Number(query.get('limit') ?? 20)).map((hour) => ({
      id: `${account.id}-${hour}`,
      title: `Song ${hour % 40}`,
      playedAt: new Date(hour * HOUR_SECONDS * 1000).toISOString(),
    }))
    if (dataFaults.has('empty-page')) return { body: { items: [] } }
    return { body: { items: dataFaults.has('duplicates') ? items.flatMap((each) => [each, each]) : items } }
  },
}
