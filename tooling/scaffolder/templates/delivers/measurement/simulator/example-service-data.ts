import type { SimulatorRoute } from '@tributary/provider-simulator'

const HOUR = 3_600_000
const PAGE = 10

/** A measurement an hour, latest first; `next` is the time before which the rest is. */
export const dataRoute: SimulatorRoute = {
  url: 'https://api.example-service.example/v1/heart-rates',
  // <oauth>
  scopes: ['read'],
  // </oauth>
  handle({ account, query, now, dataFaults }) {
    const from = Date.parse(query.get('from') ?? '')
    const before = Math.min(Date.parse(query.get('before') ?? ''), now + 1)
    const newest = Math.ceil(before / HOUR) - 1
    const hours = Array.from({ length: PAGE + 1 }, (_, back) => newest - back).filter(
      (hour) => hour * HOUR >= from,
    )
    const items = hours.slice(0, PAGE).map((hour) => ({
      id: `${account.id}-${hour}`,
      measuredAt: new Date(hour * HOUR).toISOString(),
      bpm: 52 + (hour % 24),
    }))
    const last = items.at(-1)
    return {
      body: {
        items: dataFaults.has('duplicates') ? items.flatMap((each) => [each, each]) : items,
        ...(hours.length > PAGE && { next: last?.measuredAt }),
      },
    }
  },
}
