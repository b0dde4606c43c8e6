import { setTimeout as sleep } from 'node:timers/promises'
import type { ImportJob } from '@tributary/integration-host'
import type { ServerProcess } from './server-process.ts'

const PATIENCE_MILLISECONDS = 120_000

/** Asks until the job has ended. */
export async function waitForJob(server: ServerProcess, id: string): Promise<ImportJob> {
  const until = Date.now() + PATIENCE_MILLISECONDS
  for (;;) {
    const job = (await server.json(`/api/jobs/${id}`)) as ImportJob
    if (!['queued', 'running'].includes(job.status)) return job
    if (Date.now() > until) throw new Error(`the job does not end: ${JSON.stringify(job)}\n${server.log}`)
    await sleep(50)
  }
}
