import type { HealthCheck, HealthProblem } from '@tributary/operations'
import type { JobFigures, OpenJobs, RecentSyncs } from './read-job-figures.ts'

/** A due job that has waited longer is not just waiting for its turn: hundreds run in this time at the usual rate. */
const STANDING_SECONDS = 15 * 60
/** Back-fills yield to everything else, so a busy hour may delay them. */
const STANDING_BACKFILL_SECONDS = 24 * 3600
/** Fewer failed syncs may concern one account only. */
const FAILING_SYNCS = 3

/** The checks of this plugin, based on the same figures. */
export function jobHealthChecks(figures: () => Promise<JobFigures>): readonly HealthCheck[] {
  const check = (find: (figures: JobFigures) => HealthProblem | undefined) => async () =>
    find(await figures())
  return [
    {
      name: 'workers',
      cure: 'start one with "tributary work", or "tributary serve" without --no-worker',
      // A worker that cannot write cannot record that it runs.
      needs: ['database', 'database-writes', 'database-pool'],
      check: check(noWorker),
    },
    {
      name: 'worker-version',
      cure: 'stop the workers of the older version and start the newer one',
      needs: ['database', 'database-pool'],
      check: check(blockedWorkers),
    },
    {
      name: 'job-queue',
      cure: 'raise JOB_CONCURRENCY or start another worker with "tributary work", and check its log',
      needs: ['database', 'database-pool', 'workers'],
      check: check(standingQueue),
    },
    {
      name: 'syncs',
      cure: 'check the error of a failed job in /api/jobs, the status page of the provider, and its client in the settings',
      needs: ['database', 'database-pool'],
      check: check(failingSyncs),
    },
  ]
}

function noWorker({ open, workers }: JobFigures): HealthProblem | undefined {
  if (workers > 0) return undefined
  // Running jobs have lost their worker, so they wait too.
  const waiting = open.reduce((sum, { due, blocked, running }) => sum + due + blocked + running, 0)
  if (waiting === 0) return undefined
  return { cause: `${counted(waiting, 'job')} and no worker runs` }
}

function blockedWorkers({ blockedBy }: JobFigures): HealthProblem | undefined {
  return blockedBy.length === 0 ? undefined : { cause: blockedBy.join(' ') }
}

function standingQueue({ open }: JobFigures): HealthProblem | undefined {
  const standing = open.filter(isStanding).toSorted((a, b) => b.oldestDueSeconds - a.oldestDueSeconds)
  const [oldest] = standing
  if (oldest === undefined) return undefined
  const waiting = standing.reduce((sum, { due }) => sum + due, 0)
  const minutes = Math.floor(oldest.oldestDueSeconds / 60)
  return { cause: `${counted(waiting, 'due job')}, the oldest (${oldest.kind}) for ${minutes} minutes` }
}

function isStanding({ kind, oldestDueSeconds }: OpenJobs): boolean {
  return oldestDueSeconds > (kind === 'backfill' ? STANDING_BACKFILL_SECONDS : STANDING_SECONDS)
}

function failingSyncs({ syncs }: JobFigures): HealthProblem | undefined {
  const failing = syncs.filter(({ succeeded, failed }) => succeeded === 0 && failed >= FAILING_SYNCS)
  if (failing.length === 0) return undefined
  return { cause: `all syncs of the last hour failed for ${failing.map(describeFailing).join(' and ')}` }
}

function describeFailing({ integration, failed, code }: RecentSyncs): string {
  return `${integration} (${failed} of ${failed}, most often ${code ?? 'without a code'})`
}

function counted(n: number, noun: string): string {
  return n === 1 ? `1 ${noun} waits` : `${n} ${noun}s wait`
}
