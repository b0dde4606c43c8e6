import { historyWindow, syncWindow } from '@tributary/integration-kit/host'
import type { ConnectRoutes } from './connect-routes.ts'

/** Queues the last days at once, and the back-fill of the years before at low priority. */
export async function queueInitialSync(
  { definition, importService }: ConnectRoutes,
  { userId, connectionId }: { readonly userId: string; readonly connectionId: string },
): Promise<void> {
  const now = new Date()
  const service = importService()
  const submission = { userId, connectionId, integration: definition.name, trigger: 'connect' } as const
  await service.submitSync({ ...submission, window: syncWindow(definition, now) })
  const history = historyWindow(definition, { connectedAt: now, now })
  if (history !== undefined) await service.submitSync({ ...submission, kind: 'backfill', window: history })
}
