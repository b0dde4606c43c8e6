import { apiKey, dailyMetricStream, defineIntegration, type Integration } from '@tributary/integration-kit'
import { Type } from 'typebox'

const Days = Type.Object({ days: Type.Array(Type.Object({ date: Type.String(), litres: Type.Number() })) })

/** A value a day behind a key, which says which days it has delivered. */
export function brook(origin: string): Integration {
  const flow = dailyMetricStream({
    id: 'flow',
    displayName: 'Flow',
    fields: { litres: { label: 'Litres', unit: 'l', type: 'number' } },
    async *sync({ http, window }) {
      const { days } = await http.get('/days', {
        schema: Days,
        query: { from: window.startDate, to: window.endDate },
      })
      const records = days.map(({ date, litres }) => ({ field: 'litres', date, value: litres }))
      yield { records, cursor: null, covers: window }
    },
  })
  return defineIntegration({
    name: 'brook',
    displayName: 'Brook',
    version: '1.0.0',
    description: 'For tests: a value a day of a provider that has a bad month.',
    auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Take any.'] }),
    api: { baseUrl: `${origin}/v1` },
    identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String() }) }),
    // No sync by itself while the test looks on.
    schedule: { everyMinutes: 24 * 60, windowDays: 7, backfillDays: 60 },
    streams: [flow],
  })
}
