import { openAsBlob } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { ImportJob } from '@tributary/integration-kit'
import { ResidentMemory, settledMemory } from './resident-memory.ts'
import { ServerProcess, type ServerSettings } from './server-process.ts'

const LOOK_MILLISECONDS = 250
/** A server slower than this is broken. */
const SLOWEST_ROWS_PER_SECOND = 1000
const QUARTERS = [0.25, 0.5, 0.75, 1] as const

/** One import by a real server, from the first byte of the upload to the job `succeeded`. Memory in megabytes. */
export interface MeasuredImport {
  readonly rows: number
  readonly seconds: number
  readonly uploadSeconds: number
  readonly idle: number
  readonly peak: number
  /** When a quarter of the file was in, half, three quarters, all. */
  readonly quarters: readonly number[]
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
  try {
    const idle = await settledMemory(server.pid, plan.settleSeconds)
    const memory = new ResidentMemory(server.pid)
    const began = performance.now()
    const { id } = await upload(server.url, plan)
    const uploadSeconds = (performance.now() - began) / 1000
    const { rows, quarters } = await follow(`${server.url}/api/jobs/${id}`, plan, memory)
    const seconds = (performance.now() - began) / 1000
    memory.stop()
    return { rows, seconds, uploadSeconds, idle, peak: memory.peak, quarters }
  } finally {
    await server.stop()
  }
}

async function upload(url: string, { file, apiKey }: ImportPlan): Promise<ImportJob> {
  const body = new FormData()
  body.set('file', await openAsBlob(file), 'NetflixViewingHistory.csv')
  return ask(`${url}/api/netflix/import`, { method: 'POST', body, ...authorization(apiKey) })
}

async function follow(url: string, plan: ImportPlan, memory: ResidentMemory) {
  const until = performance.now() + 60_000 + (plan.rows / SLOWEST_ROWS_PER_SECOND) * 1000
  const quarters: number[] = []
  while (performance.now() < until) {
    const job = await ask(url, authorization(plan.apiKey))
    while ((job.progress ?? 0) >= (QUARTERS[quarters.length] ?? Number.POSITIVE_INFINITY))
      quarters.push(memory.now)
    if (job.status === 'succeeded') return { rows: job.inserted, quarters }
    if (job.status !== 'queued' && job.status !== 'running')
      throw new Error(`the import ended ${job.status}: ${job.error?.message}`)
    await delay(LOOK_MILLISECONDS)
  }
  throw new Error(`the import was slower than ${SLOWEST_ROWS_PER_SECOND} rows/s`)
}

async function ask(url: string, init: RequestInit): Promise<ImportJob> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(600_000) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  // The server checks its answers against this very schema.
  return (await response.json()) as ImportJob
}

function authorization(apiKey: string): RequestInit {
  return { headers: { authorization: `Bearer ${apiKey}` } }
}
