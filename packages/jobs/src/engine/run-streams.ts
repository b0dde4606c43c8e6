import {
  type ImportContext,
  IntegrationError,
  isIntegrationError,
  type Page,
  type Stream,
  type SyncContext,
} from '@tributary/integration-kit'
import { type JsonValue, type PrepareContext, withoutCursor } from '@tributary/integration-kit/host'
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
import { readAhead } from './read-ahead.ts'
import type { Progress, Run } from './run.ts'
import { type ExpiredStream, startOver, withdrawStartOver } from './start-over.ts'

/** The person has asked to cancel. */
export class CancelledError extends Error {}

/** A back-fill has had its turn, and others wait. */
export class TurnOverError extends Error {}

/** A back-fill takes days: it gives its slot up now and then, and comes again behind whatever is more urgent. */
export const TURN_MILLISECONDS = 60_000

/**
 * Reads the streams of a run, one after the other, page by page. What keeps one stream from being read does not keep
 * the others; it is added to `progress.problems`, last what ended the run.
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
      // Two in a row are taken for the whole provider: asking it for each of twenty streams helps nobody. The last attempt
      // asks for each: two streams that always fail must not keep those behind them out.
      const isLast = progress.failures + 1 >= MAX_FAILURES
      if (troubles > 1 && !isLast) return
    }
  }
}

/** What all streams of a run are given. */
type SharedContext = PrepareContext & Pick<SyncContext, 'prepared'>

/** Makes what the streams of a run share, asking the provider where the definition says so; `undefined` when that failed. */
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
    // Jobs over files alone have none, and their streams are not given this context.
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

/** Reads a stream to its end; once more from its beginning when the provider takes its cursor no more. */
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
        // It was not the position that was gone.
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
  for await (const page of readAhead(prepared(target, pages), run.signal)) {
    const committed = await commitPage(target, page, position.cursor)
    position.cursor = committed.cursor
    engine.counters?.countRecords(job.integration, committed.counts)
    progress.hasPages = true
    progress.failures = 0
    if (committed.cancelRequested) throw new CancelledError()
    run.signal.throwIfAborted()
    if (job.kind === 'backfill' && engine.now() - begun > TURN_MILLISECONDS) {
      refuseStandstill(run, { stream, beginning, cursor: position.cursor })
      throw new TurnOverError()
    }
  }
}

/** Its next turn would begin where this one did, and so for ever. */
function refuseStandstill(
  { definition }: Run,
  { stream, beginning, cursor }: { stream: Stream; beginning: string | undefined; cursor: StoredCursor },
): void {
  if (JSON.stringify(cursor.value) === beginning)
    throw new IntegrationDefect(
      definition.displayName,
      `the stream "${stream.id}" has read for a minute and its cursor is what it was: yield a cursor that moves on with each page.`,
    )
}

/** Noted at once: a run that waits for a rate limit would else spend its next one on the same streams. */
async function finishStream(
  engine: Engine,
  { job, streams }: Run,
  { stream, progress }: Pick<StreamRun, 'stream' | 'progress'>,
): Promise<void> {
  progress.finished.add(stream.id)
  // The end of the only one, or of the last, is the end of the job.
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
  for await (const page of pages) yield preparePage(target, page)
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

/** What tells an import of earlier ones, where the sink of its records can. */
function deliveredBefore(engine: Engine, job: JobRow, { kind }: Stream): Pick<ImportContext, 'delivered'> {
  const sink = engine.sinkOf(kind)
  if (sink?.listDelivered === undefined) return {}
  const whose = { userId: job.user_id, integration: job.integration }
  const delivered: ImportContext['delivered'] = async (dates) =>
    (await sink.listDelivered?.(engine.database.tables<JobsTables>(), { ...whose, dates })) ?? []
  return { delivered }
}

/** The stream's pages, or `undefined` where it has none for this kind of job. */
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
    const file = await openUpload(engine.database, job)
    const more = {
      file,
      options: job.options,
      connection: settings,
      ...deliveredBefore(engine, job, stream),
    }
    return checkPages(source, () => stream.importFile?.({ ...context, ...more }))
  }
  if (job.window === null) throw new IntegrationError('invalid_data', 'The job says no dates to read.')
  if (stream.sync === undefined) return undefined
  return checkPages(source, () => stream.sync?.({ ...shared, cursor }))
}
