import { type ImportContext, IntegrationError, type Page, type Stream } from '@tributary/integration-kit'
import type { JsonValue } from '@tributary/integration-kit/host'
import { findCursor, type StoredCursor } from '../cursor-store.ts'
import { recordFinishedStream } from '../job-run-store.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { commitPage, type PreparedPage, preparePage, StaleFenceError } from './commit-page.ts'
import { concernsWholeRun, isProviderTrouble, MAX_FAILURES } from './decide-outcome.ts'
import type { Engine } from './engine.ts'
import { openUpload } from './open-upload.ts'
import { readAhead } from './read-ahead.ts'
import type { Progress, Run } from './run.ts'

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
  let troubles = 0
  for (const stream of run.streams) {
    if (progress.finished.has(stream.id)) continue
    try {
      await runStream(engine, run, { stream, progress, begun })
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

interface StreamRun {
  readonly stream: Stream
  readonly progress: Progress
  /** When the run began, by the engine's clock. */
  readonly begun: number
}

async function runStream(engine: Engine, run: Run, { stream, progress, begun }: StreamRun): Promise<void> {
  const { job } = run
  const sink = engine.sinkOf(stream.kind)
  if (sink === undefined)
    throw new Error(`no plugin writes records of kind "${stream.kind}", which stream "${stream.id}" delivers`)
  let cursor = await cursorOf(engine, job, stream.id)
  const pages = await pagesOf(engine, run, { stream, cursor: cursor.value })
  if (pages === undefined) return
  const target = { database: engine.database, job, stream, sink }
  for await (const page of readAhead(prepared(target, pages), run.signal)) {
    const committed = await commitPage(target, page, cursor)
    cursor = committed.cursor
    engine.counters?.countRecords(job.integration, committed.counts)
    progress.hasPages = true
    progress.failures = 0
    if (committed.cancelRequested) throw new CancelledError()
    run.signal.throwIfAborted()
    if (job.kind === 'backfill' && engine.now() - begun > TURN_MILLISECONDS) throw new TurnOverError()
  }
}

/** Noted at once: a run that waits for a rate limit would else spend its next one on the same streams. */
async function finishStream(
  engine: Engine,
  { job, streams }: Run,
  { stream, progress }: Omit<StreamRun, 'begun'>,
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
  { stream, cursor }: { stream: Stream; cursor: JsonValue | undefined },
): Promise<AsyncIterable<Page<unknown>> | undefined> {
  const { job, signal, logger, http, config, connection } = run
  const context = { cursor, signal, logger }
  if (job.kind === 'import') {
    if (stream.importFile === undefined) return undefined
    return stream.importFile({
      ...context,
      file: await openUpload(engine.database, job),
      options: job.options,
      ...deliveredBefore(engine, job, stream),
    })
  }
  if (job.window === null) throw new IntegrationError('invalid_data', 'The job says no dates to read.')
  return stream.sync?.({
    ...context,
    kind: job.kind,
    window: job.window,
    http,
    config,
    connection: connection?.settings ?? {},
    account: connection?.account,
    now: () => engine.clock().getTime(),
  })
}
