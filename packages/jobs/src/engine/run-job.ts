import type { Database } from '@tributary/database'
import {
  type IntegrationDefinition,
  IntegrationError,
  type JsonValue,
  type Page,
  type ProviderHttp,
  type Stream,
} from '@tributary/integration-kit'
import type { FastifyBaseLogger } from 'fastify'
import type { Transaction } from 'kysely'
import { findCursor, type StoredCursor } from '../cursor-store.ts'
import { claimJob, deferJob, endJob, findNextOfLane, type JobEnd, type JobFailure } from '../job-store.ts'
import type { JobQueue } from '../queue/job-queue.ts'
import type { RecordSink } from '../record-sink.ts'
import { insertRejected } from '../rejected-store.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { deleteUpload } from '../upload-store.ts'
import {
  commitPage,
  type PageTarget,
  type PreparedPage,
  preparePage,
  StaleFenceError,
} from './commit-page.ts'
import { decideOutcome } from './decide-outcome.ts'
import { openHttp } from './open-http.ts'
import { openUpload } from './open-upload.ts'
import { readAhead } from './read-ahead.ts'

/** What the engine works with. */
export interface Engine {
  readonly database: Database
  readonly queue: JobQueue
  readonly logger: FastifyBaseLogger
  /** By integration name; only those that are up. */
  definitionOf(integration: string): IntegrationDefinition | undefined
  // oxlint-disable-next-line typescript/no-explicit-any -- sinks of different rows; the stream's kind picks the right one
  sinkOf(kind: string): RecordSink<any> | undefined
  /** From 0 to 1. */
  random(): number
}

/**
 * A job started this often without a single page in between is taking its worker down: it ends. Generous, because an
 * import reads its whole file again before the next page, and whoever restarts a server in a hurry is not the job's fault.
 */
export const MAX_STALLED = 50
/** The end of a lane's job calls the next one; this is for when that next one's worker died just then. */
const LANE_WAIT_SECONDS = 30

class CancelledError extends Error {}

/**
 * Runs one job as far as it goes: claim it, read its streams, commit page by page, end it. Resolves when there is
 * nothing more to do for this worker, however the job ended; rejects only when the database cannot be reached, and
 * the queue delivers the job again.
 *
 * `signal` aborts when the server stops: the job then goes back into the queue after the page at hand.
 */
export async function runJob(engine: Engine, jobId: string, signal: AbortSignal): Promise<void> {
  const db = engine.database.tables<JobsTables>()
  const job = await claimJob(db, jobId)
  const logger = engine.logger.child({ jobId })
  if (job === 'not-due') return logger.debug('the job has ended already, or waits for its time')
  if (job === 'lane-busy') return engine.queue.enqueue(jobId, { afterSeconds: LANE_WAIT_SECONDS })
  logger.info({ integration: job.integration, start: job.fence }, 'job started')
  const end = await attempt(engine, { job, signal, logger })
  if (end !== undefined && (await finish(engine, job, end)))
    logger.info({ status: end.status, error: end.error }, 'job ended')
}

interface Run {
  readonly job: JobRow
  readonly signal: AbortSignal
  readonly logger: FastifyBaseLogger
}

/** Resolves to how the job ends, or to `undefined` when it does not end here. */
async function attempt(engine: Engine, run: Run): Promise<JobEnd | undefined> {
  const { job, signal, logger } = run
  // Asked of a worker that died before it could.
  if (job.cancel_requested) return { status: 'cancelled' }
  if (job.stalled >= MAX_STALLED) {
    return failed(
      'worker_died',
      `The job was started ${job.stalled + 1} times and the server died each time before it got anywhere.`,
    )
  }
  const state = { hasPages: job.pages > 0, failures: job.failures, stream: '' }
  try {
    await runStreams(engine, run, state)
    return { status: 'succeeded' }
  } catch (error) {
    if (error instanceof StaleFenceError) {
      logger.warn('another worker has taken the job over')
      return undefined
    }
    if (error instanceof CancelledError) return { status: 'cancelled' }
    if (signal.aborted) {
      await defer(engine, job, { seconds: 0, countsAsFailure: false })
      logger.info('the server stops; the job goes on later')
      return undefined
    }
    if (!(error instanceof IntegrationError)) logger.error({ err: error }, 'job failed unexpectedly')
    const outcome = decideOutcome(error, { ...state, random: engine.random() })
    if (outcome.kind === 'end') {
      const isInvalid = error instanceof IntegrationError && error.code === 'invalid_data'
      return isInvalid
        ? { ...outcome, rejected: { stream: state.stream, reason: error.message, raw: error.raw } }
        : outcome
    }
    await defer(engine, job, outcome)
    logger.warn({ error: outcome.error, seconds: outcome.seconds }, 'job waits')
    return undefined
  }
}

async function runStreams(
  engine: Engine,
  run: Run,
  state: { hasPages: boolean; failures: number; stream: string },
): Promise<void> {
  const { job } = run
  const definition = engine.definitionOf(job.integration)
  if (definition === undefined) {
    throw new IntegrationError(
      'partial_sync',
      `The integration "${job.integration}" is not running. Run the job again when it is.`,
    )
  }
  const http = openHttp(definition, { signal: run.signal, logger: run.logger })
  for (const stream of definition.streams) {
    state.stream = stream.id
    const sink = engine.sinkOf(stream.kind)
    if (sink === undefined)
      throw new Error(
        `no plugin writes records of kind "${stream.kind}", which stream "${stream.id}" delivers`,
      )
    let cursor = await cursorOf(engine, job, stream.id)
    const pages = await pagesOf(engine, { ...run, http, stream, cursor: cursor.value })
    if (pages === undefined) continue
    const target = { database: engine.database, job, stream, sink }
    for await (const page of readAhead(prepared(target, pages), run.signal)) {
      const committed = await commitPage(target, page, cursor)
      cursor = committed.cursor
      state.hasPages = true
      state.failures = 0
      if (committed.cancelRequested) throw new CancelledError()
      run.signal.throwIfAborted()
    }
  }
}

async function* prepared(
  target: PageTarget<unknown>,
  pages: AsyncIterable<Page<unknown>>,
): AsyncGenerator<PreparedPage<unknown>> {
  for await (const page of pages) yield preparePage(target, page)
}

async function cursorOf(engine: Engine, job: JobRow, stream: string): Promise<StoredCursor> {
  if (job.kind === 'import') return { value: job.cursors[stream], version: 0 }
  return findCursor(engine.database.tables<JobsTables>(), {
    userId: job.user_id,
    integration: job.integration,
    stream,
  })
}

interface StreamRun extends Run {
  readonly http: ProviderHttp
  readonly stream: Stream
  readonly cursor: JsonValue | undefined
}

/** The stream's pages, or `undefined` where it has none for this kind of job. */
async function pagesOf(engine: Engine, run: StreamRun): Promise<AsyncIterable<Page<unknown>> | undefined> {
  const { job, stream, cursor, signal, logger, http } = run
  const context = { cursor, signal, logger }
  if (job.kind === 'import') {
    if (stream.importFile === undefined) return undefined
    return stream.importFile({
      ...context,
      file: await openUpload(engine.database, job),
      options: job.options,
    })
  }
  const window = job.window ?? { startDate: '', endDate: '' }
  return stream.sync?.({ ...context, window, http })
}

/** Ends the job, forgets the file it no longer needs and calls the next of its lane: all or nothing. */
async function finish(engine: Engine, job: JobRow, end: JobEnd): Promise<boolean> {
  return engine.database.transaction<JobsTables, boolean>(async (trx) => {
    if (!(await endJob(trx, job, end))) return false
    if (end.rejected !== undefined) {
      const { stream, ...record } = end.rejected
      await insertRejected(trx, { jobId: job.id, stream }, [record])
    }
    if (end.status === 'succeeded' && job.upload_id !== null) await deleteUpload(trx, job.upload_id)
    await callNext(engine, trx, job.lane)
    return true
  })
}

/** Puts the job back, in the row and in the queue, both or neither. */
async function defer(
  engine: Engine,
  job: JobRow,
  wait: { seconds: number; error?: JobFailure; countsAsFailure: boolean },
): Promise<void> {
  await engine.database.transaction<JobsTables, void>(async (trx) => {
    const status = await deferJob(trx, job, wait)
    if (status === undefined) return
    if (status === 'queued')
      await engine.queue.enqueue(job.id, { trx, afterSeconds: Math.ceil(wait.seconds) })
    await callNext(engine, trx, job.lane)
  })
}

async function callNext(engine: Engine, trx: Transaction<JobsTables>, lane: string): Promise<void> {
  const next = await findNextOfLane(trx, lane)
  if (next !== undefined) await engine.queue.enqueue(next, { trx })
}

function failed(code: string, message: string): JobEnd {
  return { status: 'failed', error: { code, message } }
}
