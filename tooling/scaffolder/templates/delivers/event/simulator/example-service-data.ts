import { datesIn } from '@tributary/integration-kit/dates'
import type { SimulatorRoute } from '@tributary/provider-simulator'

/** A workout each day at 7 o'clock, both dates inclusive, once it is over. */
export const dataRoute: SimulatorRoute = {
  url: 'https://api.example-service.example/v1/workouts',
  // <oauth>
  scopes: ['read'],
  // </oauth>
  handle({ account, query, now, dataFaults }) {
    const [startDate, endDate] = [query.get('from') ?? '', query.get('to') ?? '']
    const items = [...datesIn({ startDate, endDate })]
      .map((date) => ({
        id: `${account.id}-${date}`,
        title: 'Morning run',
        startedAt: `${date}T07:00:00Z`,
        endedAt: `${date}T07:40:00Z`,
      }))
      .filter(({ endedAt }) => Date.parse(endedAt) <= now)
    return { body: { items: dataFaults.has('duplicates') ? items.flatMap((each) => [each, each]) : items } }
  },
}
