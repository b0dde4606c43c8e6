import type { ImportJob } from '@tributary/integration-host'
import { askServer, type Caller, followJob } from '../server/follow-job.ts'

/** Has a server with the integration `plays` sync so many new records; resolves to how many seconds it took. */
export async function syncPlays(caller: Caller, rows: number): Promise<number> {
  const began = performance.now()
  const { id } = await askServer<ImportJob>(caller, '/api/plays/sync', { method: 'POST' })
  const { rows: inserted } = await followJob(caller, { id, rows })
  if (inserted !== rows) throw new Error(`${inserted} rows were inserted instead of ${rows}`)
  return (performance.now() - began) / 1000
}
