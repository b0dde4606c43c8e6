import { runForPerson } from '@tributary/core'
import { isIntegrationError } from '@tributary/integration-kit'
import { claimJob, type JobEnd } from '../job-run-store.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { StaleFenceError } from './commit-page.ts'
import { decideOutcome, decideRun, type Outcome, type RunState } from './decide-outcome.ts'
import { defer, finish, type RunEnd } from './end-run.ts'
import type { Engine } from './engine.ts'
import { findObstacle } from './find-obstacle.ts'
import { IntegrationCrash, IntegrationDefect } from './integration-defect.ts'
import { disconnected, openRun, type WaitingRun } from './open-run.ts'
import { type ClaimedRun, type Progress, progressOf, type Run } from './run.ts'
import { CancelledError, runStreams, TurnOverError } from './run-streams.ts'

/**
 * A job started this often without a committed page is crashing its worker and fails. Generous, because an import
 * reads its whole file again before the next page, and quick restarts of the server are not the job's fault.
 */
export const MAX_STALLED = 50
/** For pg-boss alone: a lane's next job is looked for when one has ended, whatever its entry says. */
const LANE_WAIT_SECONDS = 30
/**
 * A job deferred by an obstacle of this server is not claimed again at once: the worker updates its runnable jobs
 * each second.
 */
const OBSTACLE_SECONDS = 5

/**
 * Runs one job: claims it, reads its streams, commits page by page, ends it. Resolves when this worker is done with
 * the job, whatever the outcome; rejects only when the database is unreachable, and the queue then delivers the job
 * again.
 *
 * `signal` aborts when the server stops: the job is then requeued after the current page.
 */
export async function runJob(engine: Engine, jobId: string, signal: AbortSignal): Promise<void> {
  const db = engine.database.tables<JobsTables>()
  const claimed = await claimJob(db, jobId)
  const logger = engine.logger.child({ jobId })
  if (claimed === 'not-due') return logger.debug('job skipped: ended or not due')
  if ('busy' in claimed) return engine.queue.enqueue(claimed.busy, { afterSeconds: LANE_WAIT_SECONDS })
  logger.info({ integration: claimed.integration, start: claimed.fence }, 'job started')
  // Beside the person's own requests, not behind them.
  const ended = await runForPerson(`job:${claimed.user_id}`, () =>
    attempt(engine, { job: claimed, signal, logger }),
  )
  const finished = ended === undefined ? undefined : await finish(engine, claimed, ended)
  if (finished === undefined) return
  engine.counters?.countRun(claimed, finished.status)
  logger.info({ status: finished.status, error: ended?.end.error, rejected: finished.rejected }, 'job ended')
}

/** Resolves to the outcome of the job, or to `undefined` if the job does not end here. */
async function attempt(engine: Engine, claimed: ClaimedRun): Promise<RunEnd | undefined> {
  const { job } = claimed
  // Cancellation was requested of a worker that died.
  if (job.cancel_requested) return { end: { status: 'cancelled' } }
  if (job.stalled >= MAX_STALLED) return workerDied(engine, job)
  const progress = progressOf(job)
  let run: Run | undefined
  try {
    const opened = await openRun(engine, claimed)
    if ('refused' in opened) return { end: opened.refused }
    if ('waits' in opened) return await wait(engine, claimed, opened.waits)
    if ('unavailable' in opened) return await putBack(engine, claimed, opened.unavailable)
    run = opened
    await runStreams(engine, run, progress)
  } catch (error) {
    return interrupted(engine, { claimed, progress, run, error })
  }
  for (const { error, stream } of progress.problems) logUnexpected(claimed, error, stream.id)
  const outcome = decideRun(progress.problems, stateOf(engine, run, progress))
  return conclude(engine, { claimed, progress, run, outcome })
}

async function wait(
  engine: Engine,
  { job, logger }: ClaimedRun,
  { seconds, error }: WaitingRun['waits'],
): Promise<undefined> {
  await defer(engine, job, { seconds, error, countsAsFailure: false })
  logger.info({ seconds }, 'job deferred: rate limit of the provider')
}

/** For a plugin that was quarantined after the claim. The queue delivers the job to a worker that can run it. */
async function putBack(engine: Engine, { job, logger }: ClaimedRun, obstacle: string): Promise<undefined> {
  await defer(engine, job, { seconds: OBSTACLE_SECONDS, countsAsFailure: false })
  logger.warn({ obstacle }, `job deferred: ${obstacle}`)
}

interface Conclusion {
  readonly claimed: ClaimedRun
  readonly progress: Progress
  /** Absent when it did not come so far. */
  readonly run: Run | undefined
}

/**
 * Handles the ends of a run outside of its streams: a takeover, a cancellation, a stop, or a failure before the
 * streams.
 */
async function interrupted(
  engine: Engine,
  { error, ...rest }: Conclusion & { readonly error: unknown },
): Promise<RunEnd | undefined> {
  const { job, signal, logger } = rest.claimed
  if (error instanceof StaleFenceError) {
    logger.warn('job taken over by another worker')
    return undefined
  }
  if (error instanceof CancelledError) return { end: { status: 'cancelled' } }
  if (signal.aborted || error instanceof TurnOverError) {
    await defer(engine, job, { seconds: 0, countsAsFailure: false })
    logger.info(signal.aborted ? 'job paused: the server is stopping' : 'job yielded')
    return undefined
  }
  logUnexpected(rest.claimed, error)
  return conclude(engine, {
    ...rest,
    outcome: decideOutcome(error, stateOf(engine, rest.run, rest.progress)),
  })
}

async function conclude(
  engine: Engine,
  { outcome, ...rest }: Conclusion & { readonly outcome: Outcome | undefined },
): Promise<RunEnd | undefined> {
  const { claimed, progress, run } = rest
  const connection = connectionOf(engine, { job: claimed.job, run })
  const undelivered = run === undefined ? [] : undeliveredOf(engine, { run, progress })
  if (outcome === undefined) return { end: { status: 'succeeded' }, connection, run, undelivered }
  const obstacle = await findObstacle(engine, claimed.job, run)
  if (obstacle !== undefined) return putBack(engine, claimed, obstacle)
  if (outcome.kind === 'defer') {
    const mustWait = outcome.providerWaits && connection !== undefined
    await defer(engine, claimed.job, { ...outcome, ...(mustWait ? { connection } : {}) })
    claimed.logger.warn({ error: outcome.error, seconds: outcome.seconds }, 'job deferred')
    return undefined
  }
  if (run !== undefined && outcome.error.code === 'auth_expired' && (await isGone(engine, run)))
    return { end: disconnected(run.definition) }
  const { status, error } = outcome
  const end: JobEnd = { status, error, rejected: rejectedOf(progress) }
  const unread = run === undefined ? [] : unreadOf(engine, { run, progress, error })
  return { end, connection, run, unread, undelivered }
}

/** Credentials that were removed during the run look like expired ones. */
async function isGone(engine: Engine, { connection }: Run): Promise<boolean> {
  if (connection === undefined) return false
  return (await engine.connections()?.open(connection.id)) === undefined
}

/** Unusable responses. */
function rejectedOf({ problems }: Progress): NonNullable<JobEnd['rejected']> {
  return problems.flatMap(({ stream, error }) =>
    isIntegrationError(error) && error.code === 'invalid_data'
      ? [{ stream: stream.id, reason: error.message, raw: error.raw }]
      : [],
  )
}

/** Every requested stream that was not read, with its own reason or that of the run. */
function unreadOf(
  engine: Engine,
  { run, progress, error }: { run: Run; progress: Progress; error: { code: string; message: string } },
): NonNullable<RunEnd['unread']> {
  const { job, streams } = run
  const window = job.window
  if (window === null) return []
  return streams
    .filter((stream) => stream.sync !== undefined && !progress.finished.has(stream.id))
    .flatMap((stream) => {
      const sink = engine.sinkOf(stream.kind)
      if (sink === undefined) return []
      const own = progress.problems.find((problem) => problem.stream === stream)
      const reason = own === undefined ? error : reasonOf(own.error, error)
      const { user_id: userId, integration, connection_id: connectionId, kind } = job
      return [{ sink, failure: { userId, integration, connectionId, stream, window, kind, ...reason } }]
    })
}

/** The streams that a back-fill has read completely: dates that are still missing have no data at the provider. */
function undeliveredOf(
  engine: Engine,
  { run, progress }: { run: Run; progress: Progress },
): NonNullable<RunEnd['undelivered']> {
  const { user_id: userId, integration, connection_id: connectionId, kind, window } = run.job
  if (window === null || kind !== 'backfill') return []
  return run.streams
    .filter(({ id }) => progress.finished.has(id))
    .flatMap((stream) => {
      const sink = engine.sinkOf(stream.kind)
      return sink === undefined
        ? []
        : [{ sink, dates: { userId, integration, connectionId, stream, window, kind } }]
    })
}

function reasonOf(
  error: unknown,
  whole: { code: string; message: string },
): { code: string; message: string } {
  if (isIntegrationError(error)) return { code: error.code, message: error.message }
  const isOwn = error instanceof IntegrationCrash || error instanceof IntegrationDefect
  return { code: 'internal', message: isOwn ? error.message : whole.message }
}

function workerDied(engine: Engine, job: JobRow): RunEnd {
  const message = `The job was started ${job.stalled + 1} times and the server crashed each time before any progress. Contact the administrator; the server's log has the details.`
  return {
    end: { status: 'failed', error: { code: 'worker_died', message } },
    connection: connectionOf(engine, { job, run: undefined }),
  }
}

/** The connection to notify, also for a run that failed before opening it if an earlier run opened it. */
function connectionOf(
  engine: Engine,
  { job, run }: { job: JobRow; run: Run | undefined },
): RunEnd['connection'] {
  const access = engine.connections()
  const id = run === undefined ? job.connection_id : run.connection?.id
  const consentedAt = run?.connection?.consentedAt
  return access === undefined || id === undefined || id === null ? undefined : { access, id, consentedAt }
}

function stateOf(engine: Engine, run: Run | undefined, progress: Progress): RunState {
  const synced = run?.definition.streams.filter((stream) => stream.sync !== undefined) ?? []
  return {
    ...progress,
    hasFinished: progress.finished.size > 0,
    previousMessage: progress.previousMessage,
    // A file is read as a whole, by its stream.
    hasSeveralStreams: run?.job.kind !== 'import' && synced.length > 1,
    random: engine.random(),
  }
}

function logUnexpected({ logger }: ClaimedRun, error: unknown, stream?: string): void {
  if (!isIntegrationError(error))
    logger.error({ err: error, ...(stream === undefined ? {} : { stream }) }, 'job failed unexpectedly')
}
