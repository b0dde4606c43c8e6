import { setImmediate } from 'node:timers/promises'
import {
  type ImportContext,
  IntegrationError,
  isIntegrationError,
  type Page,
  type Stream,
  type SyncContext,
} from '@tributary/integration-kit'
import { type JsonValue, type PrepareContext, withoutCursor } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import { Check } from 'typebox/value'
import { findCursor, type StoredCursor } from '../cursor-store.ts'
import { recordFinishedStream } from '../job-run-store.ts'
import type { RecordSink } from '../record-sink.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { checkPages } from './check-pages.ts'
import { commitPage, type PreparedPage, preparePage, StaleFenceError } from './commit-page.ts'
import { concernsWholeRun, isProviderTrouble, MAX_FAILURES } from './decide-outcome.ts'
import type { Engine } from './engine.ts'
import { asCrash, IntegrationDefect } from './integration-defect.ts'
import { openUpload } from './open-upload.ts'
import { type DuringCommit, pauseAfter } from './pause-for-requests.ts'
import { HEAD_START_OF_FILES, readAhead } from './read-ahead.ts'
import type { Progress, Run } from './run.ts'
import { type ExpiredStream, startOver, withdrawStartOver } from './start-over.ts'

/** The person has requested cancellation. */
export class CancelledError extends Error {}

/** A back-fill yields to waiting jobs. */
export class TurnOverError extends Error {}

/** A back-fill takes days: it yields its slot regularly and is requeued behind more urgent jobs. */
export const TURN_MILLISECONDS = 60_000

/**
 * Reads the streams of a run, one after the other, page by page. A failure of one stream does not stop the others; it
 * is added to `progress.problems`, the one that ended the run last.
 */
export async function runStreams(engine: Engine, run: Run, progress: Progress): Promise<void> {
  const begun = engine.now()
  const shared = await prepare(engine, run, progress)
  if (shared === undefined) return
  let troubles = 0
  for (const stream of run.streams) {
    if (progress.finished.has(stream.id)) continue
    try {
      await runStream(engine, run, { stream, progress, begun, shared })
      await finishStream(engine, run, { stream, progress })
      troubles = 0
    } catch (error) {
      if (isControl(error) || run.signal.aborted) throw error
      progress.problems.push({ stream, error })
      troubles = isProviderTrouble(error) ? troubles + 1 : 0
      if (run.job.kind === 'import' || concernsWholeRun(error)) return
      // Two consecutive failures count as a failure of the provider: trying all of twenty streams is useless. The
      // last attempt tries each stream: two that always fail must not block the following ones.
      const isLast = progress.failures + 1 >= MAX_FAILURES
      if (troubles > 1 && !isLast) return
    }
  }
}

/** The context of all streams of a run. */
type SharedContext = PrepareContext & Pick<SyncContext, 'prepared'>

/**
 * Prepares the shared value of a run's streams, with requests to the provider if the definition needs them;
 * `undefined` on failure.
 */
async function prepare(engine: Engine, run: Run, progress: Progress): Promise<SharedContext | undefined> {
  const context = sharedContext(engine, run)
  const [first] = run.streams.filter(({ id, sync }) => sync !== undefined && !progress.finished.has(id))
  if (run.job.kind === 'import' || first === undefined) return { ...context, prepared: undefined }
  try {
    return { ...context, prepared: (await run.definition.prepare?.(context)) as unknown }
  } catch (thrown) {
    if (run.signal.aborted) throw thrown
    const error = asCrash(thrown, { integration: run.definition.displayName, stream: undefined })
    progress.problems.push({ stream: first, error: withoutCursor(error), isOfWholeRun: true })
    return undefined
  }
}

function sharedContext(
  engine: Engine,
  { job, signal, logger, http, config, connection }: Run,
): PrepareContext {
  return {
    signal,
    logger,
    kind: job.kind === 'backfill' ? 'backfill' : 'sync',
    // Jobs over files have none, and their streams do not get this context.
    window: job.window ?? { startDate: '', endDate: '' },
    http,
    config,
    connection: connection?.settings ?? {},
    account: connection?.account,
    now: () => engine.clock().getTime(),
  }
}

interface StreamRun {
  readonly shared: SharedContext
  readonly stream: Stream
  readonly progress: Progress
  /** When the run began, by the engine's clock. */
  readonly begun: number
}

/** Reads a stream to its end; restarts it once from the beginning if the provider no longer accepts its cursor. */
async function runStream(engine: Engine, run: Run, streamRun: StreamRun): Promise<void> {
  const { job } = run
  const { stream } = streamRun
  const sink = engine.sinkOf(stream.kind)
  if (sink === undefined)
    throw new Error(`no plugin writes records of kind "${stream.kind}", which stream "${stream.id}" delivers`)
  const { expired: unreadable, ...position } = await openPosition(engine, run, stream)
  let expired = unreadable
  for (;;) {
    try {
      await readPages(engine, run, { ...streamRun, sink, position })
      return
    } catch (error) {
      if (!isIntegrationError(error, 'cursor_expired')) throw error
      if (position.cursor.value === undefined) {
        // The cursor was not the cause.
        if (expired !== undefined) await withdrawStartOver(engine, job, expired)
        throw withoutCursor(error)
      }
      if (expired !== undefined) throw error
      expired = { stream, cursor: position.cursor, error }
      position.cursor = await startOver(engine, job, expired)
    }
  }
}

async function readPages(
  engine: Engine,
  run: Run,
  {
    stream,
    progress,
    begun,
    shared,
    sink,
    position,
  }: StreamRun & { readonly sink: RecordSink; readonly position: { cursor: StoredCursor } },
): Promise<void> {
  const { job } = run
  const pages = await pagesOf(engine, run, { stream, cursor: position.cursor.value, shared })
  if (pages === undefined) return
  const target = { database: engine.database, job, stream, sink }
  const beginning = JSON.stringify(position.cursor.value)
  let isTurnOver = false
  let last: DuringCommit = { received: 0, milliseconds: 0 }
  const headStart = job.kind === 'import' ? HEAD_START_OF_FILES : 0
  for await (const page of readAhead(prepared(target, pages), { signal: run.signal, headStart })) {
    // Another page follows: after its last page a stream is at its end, and would start again in another turn.
    if (isTurnOver) {
      refuseStandstill(run, { stream, beginning, cursor: position.cursor })
      throw new TurnOverError()
    }
    const wanted = pauseAfter(last)
    if (wanted > 0) await engine.pause(wanted, run.signal)
    const { received } = engine.requests
    const commitBegun = performance.now()
    const committed = await commitPage(target, page, position.cursor)
    last = { received: engine.requests.received - received, milliseconds: performance.now() - commitBegun }
    position.cursor = committed.cursor
    engine.counters?.countRecords(job.integration, committed.counts)
    progress.hasPages = true
    progress.failures = 0
    if (committed.cancelRequested) throw new CancelledError()
    run.signal.throwIfAborted()
    isTurnOver = job.kind === 'backfill' && engine.now() - begun > TURN_MILLISECONDS
  }
}

/** Its next turn would start at the same position, without end. */
function refuseStandstill(
  { definition }: Run,
  { stream, beginning, cursor }: { stream: Stream; beginning: string | undefined; cursor: StoredCursor },
): void {
  if (JSON.stringify(cursor.value) === beginning)
    throw new IntegrationDefect(
      definition.displayName,
      `the stream "${stream.id}" has read for a minute without changing its cursor: yield a cursor that advances with each page.`,
    )
}

/** Recorded at once: after a rate limit, the next run would otherwise read the same streams again. */
async function finishStream(
  engine: Engine,
  { job, streams }: Run,
  { stream, progress }: Pick<StreamRun, 'stream' | 'progress'>,
): Promise<void> {
  progress.finished.add(stream.id)
  // The end of the only or last stream is the end of the job.
  if (progress.finished.size === streams.length) return
  const recorded = await recordFinishedStream(engine.database.tables<JobsTables>(), job, stream.id)
  if (recorded === undefined) throw new StaleFenceError(job.id)
  if (recorded.cancelRequested) throw new CancelledError()
}

function isControl(error: unknown): boolean {
  return error instanceof StaleFenceError || error instanceof CancelledError || error instanceof TurnOverError
}

async function* prepared(
  target: Parameters<typeof preparePage<unknown>>[0],
  pages: AsyncIterable<Page<unknown>>,
): AsyncGenerator<PreparedPage<unknown>> {
  for await (const page of pages) {
    // The page was parsed and checked just now: requests are answered before it blocks the thread again.
    await setImmediate()
    yield preparePage(target, page)
  }
}

/** Where a stream goes on; `undefined` in `expired` unless its stored cursor is of another form, as after an update of the integration. */
async function openPosition(
  engine: Engine,
  { job }: Run,
  stream: Stream,
): Promise<{ cursor: StoredCursor; expired?: ExpiredStream }> {
  const cursor = await cursorOf(engine, job, stream.id)
  if (cursor.value === undefined || stream.cursor === undefined || Check(stream.cursor, cursor.value))
    return { cursor }
  const error = new IntegrationError('cursor_expired', 'The saved position is not one of this version.')
  const expired = { stream, cursor, error }
  return { cursor: await startOver(engine, job, expired), expired }
}

async function cursorOf(engine: Engine, job: JobRow, stream: string): Promise<StoredCursor> {
  if (job.kind !== 'sync') return { value: job.cursors[stream], version: 0 }
  return findCursor(engine.database.tables<JobsTables>(), {
    userId: job.user_id,
    integration: job.integration,
    connectionId: job.connection_id,
    stream,
  })
}

/** The earlier records for an import, if the sink can list them. `db` is called for each query. */
export function deliveredBefore(
  sink: RecordSink | undefined,
  db: () => Kysely<JobsTables>,
  whose: { readonly userId: string; readonly integration: string },
): Pick<ImportContext, 'delivered'> {
  if (sink?.listDelivered === undefined) return {}
  const delivered: ImportContext['delivered'] = async (dates) =>
    (await sink.listDelivered?.(db(), { ...whose, dates })) ?? []
  return { delivered }
}

/** The stream's pages, or `undefined` if it has none for this kind of job. */
async function pagesOf(
  engine: Engine,
  run: Run,
  { stream, cursor, shared }: Pick<StreamRun, 'stream' | 'shared'> & { cursor: JsonValue | undefined },
): Promise<AsyncIterable<Page<unknown>> | undefined> {
  const { job, signal, logger, settings } = run
  const context = { cursor, signal, logger }
  const source = { integration: run.definition.displayName, stream }
  if (job.kind === 'import') {
    if (stream.importFile === undefined) return undefined
    const file = await openUpload(engine, job)
    const more = {
      file,
      options: job.options,
      connection: settings,
      ...deliveredBefore(engine.sinkOf(stream.kind), () => engine.database.tables<JobsTables>(), {
        userId: job.user_id,
        integration: job.integration,
      }),
    }
    return checkPages(source, () => stream.importFile?.({ ...context, ...more }))
  }
  if (job.window === null) throw new IntegrationError('invalid_data', 'The job has no dates to read.')
  if (stream.sync === undefined) return undefined
  return checkPages(source, () => stream.sync?.({ ...shared, cursor }))
}
