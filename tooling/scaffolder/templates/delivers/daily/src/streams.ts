import { dailyMetricStream } from '@tributary/integration-kit'
// <account>
import { syncDays } from '@tributary/integration-kit/daily'
import { checkItems } from '@tributary/integration-kit/values'
import { Day, Days } from './api-shapes.ts'
// </account>
// <files>
import { importFile } from './files.ts'
// </files>
import { /* <account> */ dayRecords, /* </account> */ FIELDS } from './mapping.ts'

const days = dailyMetricStream({
  id: 'days',
  displayName: 'Days',
  fields: FIELDS,
  // <oauth>
  scopes: ['read'],
  // </oauth>
  // <account>
  sync: (context) =>
    syncDays(context, {
      chunkDays: 90,
      read: async ({ startDate, endDate }) => {
        const query = { from: startDate, to: endDate }
        const { items: found } = await context.http.get('/days', { schema: Days, query })
        const { items, rejected } = checkItems(Day, found, 'A day')
        return { records: items.flatMap(dayRecords), rejected }
      },
    }),
  // </account>
  // <files>
  importFile,
  // </files>
})

export const streams = [days]
