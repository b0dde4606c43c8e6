import { expect } from 'vitest'

/** What `/health` shows of an incident: which checks fail, and what the sentence of each says. */
export interface ExpectedHealth {
  readonly status: 'degraded' | 'unavailable'
  readonly isReady: boolean
  /** The sentence, or an asymmetric matcher of it. */
  readonly failing: Readonly<Record<string, unknown>>
}

const degraded = (check: string, message: unknown): ExpectedHealth => ({
  status: 'degraded',
  isReady: true,
  failing: { [check]: message },
})

/** By alert. Those that are not here are no matter of health but of figures over hours. */
export const EXPECTED_HEALTH: Readonly<Record<string, ExpectedHealth>> = {
  TributaryUnready: {
    status: 'unavailable',
    isReady: false,
    failing: {
      database:
        'The database cannot be reached. Try again in a few seconds; if it lasts, an administrator must check that PostgreSQL runs and that DATABASE_URL leads to it.',
    },
  },
  TributaryCheckFailing: degraded('example', 'It fails: wait.'),
  TributaryNoWorker: degraded(
    'workers',
    '1 job waits and no worker runs: start one with "tributary work", or "tributary serve" without --no-worker.',
  ),
  TributaryQueueStanding: degraded(
    'job-queue',
    '1 due job waits, the oldest (sync) for 16 minutes: raise JOB_CONCURRENCY or start another worker with "tributary work", and check its log.',
  ),
  TributarySyncsNotQueued: degraded(
    'scheduled-syncs',
    'A sync has been due for 16 minutes without being queued: check that a worker runs ("tributary work"), and its log for the reason.',
  ),
  TributarySyncsFailing: degraded(
    'syncs',
    'All syncs of the last hour failed for bay (3 of 3, most often invalid_data): check the error of a failed job in /api/jobs, the status page of the provider, and its client in the settings.',
  ),
  TributaryTokensExpired: degraded(
    'token-refreshes',
    'Tokens of connections have expired and were not refreshed (1 of bay): check the log of the workers for the reason; the client at the provider may have changed, or its sign-in may be unavailable.',
  ),
  TributaryDatabaseReadOnly: degraded(
    'database-writes',
    'PostgreSQL is read-only (default_transaction_read_only is on): free disk space if the disk is full, then set default_transaction_read_only to off.',
  ),
  TributaryDatabasePoolExhausted: degraded(
    'database-pool',
    expect.stringMatching(
      /^All 2 connections to the database have been in use for 2\d s: find what holds connections \(pg_stat_activity\), or raise DATABASE_POOL_SIZE\.$/,
    ),
  ),
}
