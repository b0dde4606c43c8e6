import { deleteDemo } from './demo-store.ts'
import { type Parts, tablesOf } from './parts.ts'
import type { DemoRow } from './tables.ts'

/**
 * Removes everything that demo data has brought, as far as it came: connections, their data and jobs, the files' data and jobs. What
 * another connection or a file of the person has delivered too stays. May be repeated.
 */
export async function removeDemo(parts: Parts, demo: DemoRow): Promise<void> {
  const { connections } = parts
  const userId = demo.user_id
  const own = await connections.list(userId)
  // First, so that nothing is queued for them any more.
  for (const { id: connectionId } of own) await connections.end({ userId, connectionId })
  for (const { id: connectionId, integration } of own) {
    await erase(parts, { userId, integration, connectionId })
    await connections.remove({ userId, connectionId })
  }
  await removeFiles(parts, demo)
  await deleteDemo(tablesOf(parts), demo.id)
}

/** What its files have delivered, and the files themselves: those without a job as well, which a process that died has left. */
export async function removeFiles(parts: Parts, { id, user_id: userId, uploads }: DemoRow): Promise<void> {
  const jobs = await parts.imports.jobsOf(userId, [id])
  for (const integration of new Set([...parts.sources.names(), ...jobs.map((job) => job.integration)]))
    await erase(parts, { userId, integration, connectionId: id })
  for (const uploadId of uploads) await parts.imports.discard(uploadId)
}

async function erase(
  { imports }: Parts,
  whose: { readonly userId: string; readonly integration: string; readonly connectionId: string },
): Promise<void> {
  await imports.erase(whose)
  await imports.forget(whose)
}
