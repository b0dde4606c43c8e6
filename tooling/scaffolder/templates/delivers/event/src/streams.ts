import { eventStream } from '@tributary/integration-kit'
// <account>
import { syncDays } from '@tributary/integration-kit/daily'
import { checkItems } from '@tributary/integration-kit/values'
import { Workout, Workouts } from './api-shapes.ts'
// </account>
// <files>
import { importFile } from './files.ts'
// </files>
// <account>
import { workoutRecord } from './mapping.ts'
// </account>

const workouts = eventStream({
  id: 'workouts',
  displayName: 'Workouts',
  types: { workout: { label: 'Workout' } },
  // <oauth>
  scopes: ['read'],
  // </oauth>
  // <account>
  sync: (context) =>
    syncDays(context, {
      chunkDays: 90,
      read: async ({ startDate, endDate }) => {
        const query = { from: startDate, to: endDate }
        const { items: found } = await context.http.get('/workouts', { schema: Workouts, query })
        const { items, rejected } = checkItems(Workout, found, 'A workout')
        return { records: items.map(workoutRecord), rejected }
      },
    }),
  // </account>
  // <files>
  importFile,
  // </files>
})

export const streams = [workouts]
