import { addDays, utcDate } from '../routes/calendar.ts'
import { DEFAULT_WINDOW_DAYS } from '../routes/sync.ts'
import type { ConnectRoutes } from './connect-routes.ts'

/** Queues the last days at once, and the back-fill of the years before at low priority. */
export async function queueInitialSync(
  { definition, importService }: ConnectRoutes,
  { userId, connectionId }: { readonly userId: string; readonly connectionId: string },
): Promise<void> {
  const { name, schedule, facts } = definition
  const today = utcDate(new Date())
  const windowDays = schedule?.windowDays ?? DEFAULT_WINDOW_DAYS
  const service = importService()
  const submission = { userId, connectionId, integration: name, trigger: 'connect' } as const
  await service.submitSync({
    ...submission,
    window: { startDate: addDays(today, 1 - windowDays), endDate: today },
  })
  const backfillDays = Math.min(
    schedule?.backfillDays ?? 0,
    facts?.historyLimitDays ?? Number.POSITIVE_INFINITY,
  )
  if (backfillDays <= windowDays) return
  await service.submitSync({
    ...submission,
    kind: 'backfill',
    window: { startDate: addDays(today, 1 - backfillDays), endDate: addDays(today, -windowDays) },
  })
}
