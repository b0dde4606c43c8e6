import { datesIn, utcDate } from '@tributary/integration-kit/dates'
import type { SimulatorRoute } from '@tributary/provider-simulator'

/** The days of an account, both dates inclusive, up to the simulator's date. */
export const dataRoute: SimulatorRoute = {
  url: 'https://api.example-service.example/v1/days',
  // <oauth>
  scopes: ['read'],
  // </oauth>
  handle({ account, query, now, dataFaults }) {
    const [startDate, endDate] = [query.get('from') ?? '', query.get('to') ?? '']
    const items = [...datesIn({ startDate, endDate })]
      .filter((date) => date <= utcDate(now))
      .map((date) => ({ date, steps: stepsOf(account.id, date) }))
    return { body: { items: dataFaults.has('duplicates') ? items.flatMap((each) => [each, each]) : items } }
  },
}

/** The same for the same account and date. */
function stepsOf(account: string, date: string): number {
  const seed = Buffer.from(`${account} ${date}`).reduce((sum, byte) => (sum * 31 + byte) % 9000, 7)
  return 2000 + seed
}
