import { Worker } from 'node:worker_threads'
import { compilePglite } from './compile-pglite.ts'
import type { WorkerData, WorkerMessage, WorkerOrder } from './worker-messages.ts'

// From source this file ends in .ts and so does the worker; built, both end in .js.
const ENTRY = new URL(`./pglite-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

/** To create a directory takes about 4 s on a fast machine; recovery after a crash is a second. */
const START_LIMIT = 45_000
const STOP_LIMIT = 5_000

/** A running PGlite. */
export interface PgliteThread {
  /** Resolves with the reason once the thread has ended without being asked to. */
  readonly died: Promise<string>
  stop(): Promise<void>
}

/** Starts PGlite in a thread and resolves when its socket listens (or, without one, when its directory is made). */
export async function startPgliteThread(order: WorkerOrder): Promise<PgliteThread> {
  // stdout and stderr are kept from the console: PostgreSQL's chatter is not this server's log.
  const workerData: WorkerData = { ...order, pglite: await compilePglite() }
  const worker = new Worker(ENTRY, { workerData, stdout: true, stderr: true, name: 'pglite' })
  worker.stdout.resume()
  let chatter = ''
  worker.stderr.on('data', (chunk: Buffer) => {
    chatter = `${chatter}${chunk.toString()}`.slice(-2_000)
  })
  const died = deathOf(worker, () => chatter)
  const closed = new Promise<void>((resolve) => {
    worker.on('message', (message: WorkerMessage) => message.kind === 'closed' && resolve())
  })
  await startOf(worker, died)
  let stopping: Promise<void> | undefined
  return {
    died,
    stop() {
      stopping ??= stopWorker(worker, Promise.race([closed, died]))
      return stopping
    },
  }
}

function deathOf(worker: Worker, chatter: () => string): Promise<string> {
  return new Promise((resolve) => {
    let reason: string | undefined
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'died') reason = message.reason
    })
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error)
    })
    worker.on('exit', (code) => resolve([reason ?? `exit code ${code}`, chatter().trim()].join('\n').trim()))
  })
}

async function startOf(worker: Worker, died: Promise<string>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (message: WorkerMessage) => message.kind === 'ready' && resolve())
  })
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${START_LIMIT} ms`), START_LIMIT)
  })
  const failure = await Promise.race([ready, died, tooLate])
  clearTimeout(timer)
  if (failure === undefined) return
  await worker.terminate()
  throw new Error(`PGlite did not start: ${failure}`)
}

async function stopWorker(worker: Worker, closed: Promise<unknown>): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  worker.postMessage('stop')
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise((resolve) => {
    timer = setTimeout(resolve, STOP_LIMIT)
  })
  await Promise.race([closed, tooLate])
  clearTimeout(timer)
  await worker.terminate()
}
