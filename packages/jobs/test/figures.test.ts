import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { jobHealthChecks } from '../src/figures/job-health.ts'
import { readBudgetFigures } from '../src/figures/read-budget-figures.ts'
import { type JobFigures, readJobFigures } from '../src/figures/read-job-figures.ts'
import { deleteGoneWorkers, recordWorker } from '../src/worker-store.ts'
import { accountIntegration, httpStream } from './engine/account-integration.ts'
import { type JobsServer, startJobsServer } from './jobs-server.ts'

let server: JobsServer
beforeAll(async () => {
  server = await startJobsServer({ worker: false })
})
afterAll(() => server.stop())
beforeEach(() => sql`truncate import_jobs, job_workers, rate_budgets cascade`.execute(server.db))

interface JobLike {
  readonly kind?: string
  readonly status?: string
  readonly lane?: string
  /** How long ago it was due, or ended. */
  readonly minutes?: number
  readonly code?: string
}

async function addJob({ kind = 'sync', status = 'queued', lane, minutes = 1, code }: JobLike): Promise<void> {
  await sql`
    insert into import_jobs (user_id, integration, kind, trigger, lane, status, run_after, finished_at, error_code)
    values ('ada', 'account', ${kind}, 'manual', coalesce(${lane ?? null}, gen_random_uuid()::text), ${status},
      now() - make_interval(mins => ${minutes}),
      case when ${status} not in ('queued', 'running') then now() - make_interval(mins => ${minutes}) end,
      ${code ?? null})`.execute(server.db)
}

const IDLE = { runs: [], unavailable: {}, blockedBy: undefined }

const figures = () => readJobFigures(server.database)

/** The names of the checks that find something in the figures, with the cause. */
async function causes(given: JobFigures): Promise<Readonly<Record<string, string>>> {
  const found = await Promise.all(
    jobHealthChecks(async () => given).map(async ({ name, check }) => [
      name,
      (await check(new AbortController().signal))?.cause,
    ]),
  )
  return Object.fromEntries(found.filter(([, cause]) => cause !== undefined)) as Record<string, string>
}

describe('the figures of jobs', () => {
  it('separate due jobs from those that wait for their lane or their time', async () => {
    await addJob({ status: 'running', lane: 'a', minutes: 90 })
    await addJob({ lane: 'a', minutes: 80 })
    await addJob({ minutes: 3 })
    await addJob({ minutes: 2 })
    await addJob({ minutes: -10 })
    const { open } = await figures()
    expect(open).toEqual([
      {
        kind: 'sync',
        due: 2,
        blocked: 1,
        deferred: 1,
        running: 1,
        oldestDueSeconds: expect.closeTo(180, -1) as number,
      },
    ])
  })

  it('are empty without jobs', async () => {
    expect(await figures()).toEqual({ open: [], syncs: [], workers: 0, blockedBy: [] })
    expect(await causes(await figures())).toEqual({})
  })

  it('count the workers seen within a minute, and delete them after a day', async () => {
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
    await recordWorker(server.db, first, IDLE)
    await recordWorker(server.db, second, IDLE)
    await recordWorker(server.db, second, IDLE)
    expect((await figures()).workers).toBe(2)
    await sql`update job_workers set seen_at = now() - interval '61 seconds' where id = ${first}`.execute(
      server.db,
    )
    expect((await figures()).workers).toBe(1)
    await deleteGoneWorkers(server.db)
    await sql`update job_workers set seen_at = now() - interval '25 hours' where id = ${second}`.execute(
      server.db,
    )
    await deleteGoneWorkers(server.db)
    const { rows } = await sql<{ id: string }>`select id from job_workers`.execute(server.db)
    expect(rows).toEqual([{ id: first }])
  })

  it('count the syncs of the last hour by result, without those that need an action of one person', async () => {
    await addJob({ status: 'failed', minutes: 59, code: 'upstream' })
    await addJob({ status: 'failed', minutes: 5, code: 'upstream' })
    await addJob({ status: 'failed', minutes: 5, code: 'internal' })
    await addJob({ status: 'failed', minutes: 61, code: 'internal' })
    await addJob({ status: 'partial', minutes: 10 })
    await addJob({ status: 'succeeded', minutes: 10 })
    await addJob({ status: 'cancelled' })
    await addJob({ kind: 'import', status: 'failed', code: 'file_parse_error' })
    for (const code of ['auth_expired', 'permission_denied', 'action_required', 'paused'])
      await addJob({ status: 'failed', code })
    expect((await figures()).syncs).toEqual([
      { integration: 'account', succeeded: 2, failed: 3, code: 'upstream' },
    ])
  })
})

describe('the checks of jobs', () => {
  it('report a missing worker while jobs wait or have lost theirs, and not when there are no jobs', async () => {
    await addJob({ minutes: -10 })
    expect(await causes(await figures())).toEqual({})
    await addJob({ status: 'running' })
    expect(await causes(await figures())).toEqual({
      workers: '1 job waits and no worker runs',
    })
    await recordWorker(server.db, crypto.randomUUID(), IDLE)
    expect(await causes(await figures())).toEqual({})
  })

  it('report a stalled queue after 15 minutes, for back-fills after a day', async () => {
    await recordWorker(server.db, crypto.randomUUID(), IDLE)
    await addJob({ minutes: 14 })
    await addJob({ kind: 'backfill', minutes: 23 * 60 })
    expect(await causes(await figures())).toEqual({})
    await addJob({ kind: 'import', minutes: 16 })
    await addJob({ kind: 'import', minutes: 2 })
    expect(await causes(await figures())).toEqual({
      'job-queue': '2 due jobs wait, the oldest (import) for 16 minutes',
    })
    await addJob({ kind: 'backfill', minutes: 25 * 60 })
    expect(await causes(await figures())).toEqual({
      'job-queue': '4 due jobs wait, the oldest (backfill) for 1500 minutes',
    })
  })

  it('report an integration if all of its syncs failed, at least three', async () => {
    for (let n = 0; n < 2; n += 1) await addJob({ status: 'failed', code: 'upstream' })
    expect(await causes(await figures())).toEqual({})
    await addJob({ status: 'failed', code: 'invalid_data' })
    expect(await causes(await figures())).toEqual({
      syncs: 'all syncs of the last hour failed for account (3 of 3, most often upstream)',
    })
    await addJob({ status: 'partial' })
    expect(await causes(await figures())).toEqual({})
  })
})

describe('the figures of rate budgets', () => {
  const { definition } = accountIntegration([httpStream('items')], {
    api: {
      baseUrl: 'https://account.example',
      rateLimits: [
        { requests: 100, perSeconds: 60, per: 'account' },
        { requests: 1_000, perDayIn: 'UTC', per: 'client' },
      ],
    },
  })
  const add = (key: string, used: number, { ago = 0, blocked = 0 } = {}) =>
    sql`
      insert into rate_budgets (key, takes, blocked_until, updated_at) values (
        ${key},
        jsonb_build_array(jsonb_build_object('at', extract(epoch from now()) - ${ago}::float8, 'n', ${used}::integer)),
        case when ${blocked} > 0 then now() + make_interval(secs => ${blocked}) end,
        now() - make_interval(secs => ${ago}))`.execute(server.db)

  it('are those of the account with the most use in the window', async () => {
    expect(await readBudgetFigures(server.database, [definition])).toEqual([
      { integration: 'account', remaining: 1, blocked: 0 },
    ])
    await add('account|one|60', 30)
    await add('account|two|60', 75)
    await add('account|three|60', 100, { ago: 70 })
    await add('account|four|60', 0, { ago: 70, blocked: 600 })
    await add('accountant|one|60', 100)
    expect(await readBudgetFigures(server.database, [definition])).toEqual([
      { integration: 'account', remaining: 0.25, blocked: 1 },
    ])
    await add('account||day in UTC', 900)
    expect((await readBudgetFigures(server.database, [definition]))[0]?.remaining).toBeCloseTo(0.1)
  })

  it('need no query if no provider has a limit', async () => {
    const { definition: unlimited } = accountIntegration([httpStream('items')])
    expect(await readBudgetFigures(server.database, [unlimited])).toEqual([])
  })
})
