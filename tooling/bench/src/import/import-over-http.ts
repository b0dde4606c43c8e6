import { openAsBlob } from 'node:fs'
import type { ImportJob } from '@tributary/integration-host'
import { askServer, followJob } from '../server/follow-job.ts'
import { type MeasuredMemory, ResidentMemory, settledMemory } from '../server/resident-memory.ts'
import { ServerProcess, type ServerSettings } from '../server/server-process.ts'

/** One import by a real server, from the first byte of the upload to the job `succeeded`. */
export interface MeasuredImport extends MeasuredMemory {
  readonly rows: number
  readonly seconds: number
  readonly uploadSeconds: number
}

export interface ImportPlan {
  readonly settings: ServerSettings
  readonly apiKey: string
  readonly file: string
  readonly rows: number
  readonly settleSeconds: number
}

export async function importOverHttp(plan: ImportPlan): Promise<MeasuredImport> {
  const server = await ServerProcess.start(plan.settings)
  const caller = { url: server.url, apiKey: plan.apiKey }
  try {
    const idle = await settledMemory(server.pid, plan.settleSeconds)
    const memory = new ResidentMemory(server.pid)
    const began = performance.now()
    const body = new FormData()
    body.set('file', await openAsBlob(plan.file), 'NetflixViewingHistory.csv')
    const { id } = await askServer<ImportJob>(caller, '/api/netflix/import', { method: 'POST', body })
    const uploadSeconds = (performance.now() - began) / 1000
    const { rows, quarters } = await followJob(caller, { id, rows: plan.rows, memory })
    const seconds = (performance.now() - began) / 1000
    memory.stop()
    return { rows, seconds, uploadSeconds, idle, peak: memory.peak, quarters }
  } finally {
    await server.stop()
  }
}
