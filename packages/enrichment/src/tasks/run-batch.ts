import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import type { ActiveEnricher, Answer } from '../enrichers/active-enricher.ts'
import { answersInTime } from '../enrichers/answers-in-time.ts'
import { writeFacets } from '../facts/facet-store.ts'
import { type Db, type Parts, tablesOf } from '../parts.ts'
import type { EnrichmentTables } from '../tables.ts'
import { keepWork } from '../works/work-store.ts'
import {
  type Batch,
  type BatchEnd,
  type ClaimedTask,
  changeTask,
  countFailures,
  endBatch,
  renewLease,
  type TaskChange,
} from './batch-store.ts'
import { decideEnd, decideTask, messageOf } from './decide-outcome.ts'

/** Thrown when another process has taken the batch over: nothing more may be written. */
class BatchLostError extends Error {
  constructor() {
    super('the batch was taken over by another process')
    this.name = 'BatchLostError'
  }
}

const DAY_MILLISECONDS = 86_400_000
const GOING_ON: BatchEnd = { restsUntil: null, reason: null, code: null, isFailure: false }
/** For each work of a batch. */
const MOST_USELESS = 10
const WITHOUT_RESULT = 'The enricher gave no result for this work.'

/** Asks an enricher about the works of a batch. Each answer is committed as it comes; no transaction is open while it is waited for. */
export async function runBatch(
  parts: Parts,
  { enricher, batch, signal }: { enricher: ActiveEnricher; batch: Batch; signal: AbortSignal },
): Promise<void> {
  const open = new Map(batch.tasks)
  const run: Run = { parts, enricher, batch, open, useless: 0 }
  try {
    const works = [...open.values()].map(({ work }) => work)
    const limits = { signal, milliseconds: parts.answerMilliseconds }
    for await (const result of answersInTime((ending) => enricher.enrich(works, ending), limits)) {
      await take(run, result)
      signal.throwIfAborted()
      if (open.size === 0) break
    }
    for (const task of open.values())
      await commit(run, task, { state: 'failed', columns: { reason: WITHOUT_RESULT } })
    await end(run, GOING_ON)
  } catch (error) {
    if (error instanceof BatchLostError) return
    await end(run, signal.aborted ? GOING_ON : await follow(run, error))
  }
}

interface Run {
  readonly parts: Parts
  readonly enricher: ActiveEnricher
  readonly batch: Batch
  /** Without a result so far, in the order in which they were asked. */
  readonly open: Map<string, ClaimedTask>
  /** Results about nothing that is open. */
  useless: number
}

/** One that is invalid fails the work that it is about, if it says which; else the first without a result. */
async function take(run: Run, result: unknown): Promise<void> {
  const { enricher, open } = run
  const task = open.get(keyOf(result))
  if (task === undefined && keyOf(result) !== '') return ignore(run)
  try {
    const answer = enricher.check(result)
    if (task !== undefined) await commit(run, task, changeOf(run, answer))
  } catch (error) {
    if (task === undefined || !isIntegrationError(error, 'invalid_data')) throw error
    await commit(run, task, { state: 'failed', columns: { reason: messageOf(error) } })
  }
}

function keyOf(result: unknown): string {
  const key: unknown = typeof result === 'object' && result !== null && 'key' in result ? result.key : ''
  return typeof key === 'string' ? key : ''
}

/** A second result for a work, or one for a work that was not asked about, tells nothing. One that only gives such is stopped. */
function ignore(run: Run): void {
  const { parts, enricher, batch } = run
  run.useless += 1
  if (run.useless === 1)
    parts.logger.warn(
      { enricher: enricher.name },
      'an enricher gave results for works that it was not asked about',
    )
  if (run.useless > MOST_USELESS * batch.tasks.size)
    throw new IntegrationError(
      'invalid_data',
      'The enricher gave results for works that it was not asked about.',
    )
}

function changeOf({ enricher, parts }: Run, answer: Answer): TaskChange {
  const { version, doubtfulBelow, keepDays } = enricher
  const now = parts.now()
  const found = answer.outcome === 'found' ? answer : undefined
  return {
    state: 'done',
    columns: {
      outcome: answer.outcome,
      confidence: found?.confidence ?? null,
      is_doubtful: found !== undefined && found.confidence < doubtfulBelow,
      facts: found === undefined ? null : JSON.stringify(found.facts),
      detail: answer.detail === undefined ? null : JSON.stringify(answer.detail),
      answered_version: version,
      answered_at: new Date(now),
      keep_until: keepDays === undefined ? null : new Date(now + keepDays * DAY_MILLISECONDS),
      reason: null,
      attempts: 0,
      next_attempt_at: null,
    },
  }
}

/** One transaction: the fence, the result, and what the library filters by. */
async function commit(run: Run, task: ClaimedTask, change: TaskChange): Promise<void> {
  const { parts, batch, open } = run
  await parts.database.transaction<EnrichmentTables, void>(async (trx: Db) => {
    if (!(await renewLease(trx, batch))) throw new BatchLostError()
    // First, as what removes a work does: its tasks go with it.
    if (change.state === 'done') await keepWork(trx, task.workId)
    const isChanged = await changeTask(trx, { id: task.id, fence: batch.fence }, change)
    if (isChanged && change.state === 'done') await writeFacets(trx, task.workId)
  })
  open.delete(task.work.key)
}

async function end({ parts, batch }: Run, how: BatchEnd): Promise<void> {
  await parts.database.transaction<EnrichmentTables, void>((trx) => endBatch(trx, batch, how))
}

/** An error is about the first work without a result. */
async function follow(run: Run, error: unknown): Promise<BatchEnd> {
  const { parts, batch, open } = run
  const [task] = open.values()
  const failures = await countFailures(tablesOf(parts), batch.enricher)
  const facts = { error, now: parts.now(), failures, attempts: (task?.attempts ?? 0) + 1 }
  if (!isIntegrationError(error))
    parts.logger.error({ err: error, enricher: batch.enricher }, 'enricher failed')
  const change = decideTask(facts)
  if (task !== undefined && change !== undefined) await commit(run, task, change)
  return decideEnd(facts)
}
