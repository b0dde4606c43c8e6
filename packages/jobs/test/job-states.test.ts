import { JOB_STATUSES, type JobStatus } from '@tributary/integration-host'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JOB_TRANSITIONS } from '../src/index.ts'
import { claimJob, deferJob, endJob } from '../src/job-run-store.ts'
import { insertJob, requestCancel, requeueJob } from '../src/job-store.ts'
import { ALL_REJECTED, recordRetried } from '../src/judge-store.ts'
import { type JobsServer, jobRow, startJobsServer } from './jobs-server.ts'

type Try = (server: JobsServer, id: string) => Promise<unknown>
const held = (id: string) => ({ id, fence: 0 })
const ending =
  (status: 'succeeded' | 'partial' | 'failed' | 'cancelled'): Try =>
  ({ db }, id) =>
    endJob(db, held(id), { status })

/** One of so many rejected records of an ended job is written after all. */
const writing =
  ({ rejected }: { readonly rejected: number }): Try =>
  async ({ db }, id) => {
    const ended = await sql<{ status: string }>`
      update import_jobs set fetched = ${rejected}, rejected = ${rejected},
        error_code = case when status = 'failed' then ${ALL_REJECTED} end
      where id = ${id} and status in ('partial', 'failed') returning status`.execute(db)
    if (ended.rows.length > 0) await recordRetried(db, id, { inserted: 1, unchanged: 0 })
  }

/** Everything the store can do to a status. */
const UPDATES: Readonly<Record<string, Try>> = {
  claim: ({ db }, id) => claimJob(db, id),
  defer: ({ db }, id) => deferJob(db, held(id), { seconds: 0, countsAsFailure: false }),
  succeed: ending('succeeded'),
  endPartial: ending('partial'),
  fail: ending('failed'),
  endCancelled: ending('cancelled'),
  cancel: ({ db }, id) => requestCancel(db, id, 'ada'),
  requeue: ({ db }, id) => requeueJob(db, id, 'ada'),
  writeSome: writing({ rejected: 2 }),
  writeAll: writing({ rejected: 1 }),
}

describe('the states of a job', () => {
  let server: JobsServer
  beforeAll(async () => {
    server = await startJobsServer({ worker: false })
  })
  afterAll(() => server.stop())

  async function jobIn(status: JobStatus): Promise<string> {
    const { id } = await insertJob(server.db, {
      userId: 'ada',
      integration: crypto.randomUUID(),
      trigger: 'manual',
    })
    await sql`update import_jobs set status = ${status} where id = ${id}`.execute(server.db)
    return id
  }

  it('change exactly as in the list', async () => {
    const seen = new Set<string>()
    for (const from of JOB_STATUSES) {
      for (const update of Object.values(UPDATES)) {
        const id = await jobIn(from)
        const before = await jobRow(server, id)
        await update(server, id)
        const after = await jobRow(server, id)
        const touched = JSON.stringify(before) !== JSON.stringify(after)
        // Asking a running job to cancel changes it and not its state.
        // So does writing some of its records.
        const isCountedAlone = after.status === from && after.rejected > 0
        if (touched && !isCountedAlone && !(from === 'running' && after.cancel_requested))
          seen.add(`${from} → ${after.status}`)
      }
    }
    expect([...seen].sort()).toEqual(JOB_TRANSITIONS.map(({ from, to }) => `${from} → ${to}`).sort())
  })

  it('have an end time exactly if they are final', async () => {
    const id = await jobIn('running')
    await endJob(server.db, held(id), { status: 'failed', error: { code: 'internal', message: 'a\0b' } })
    expect((await jobRow(server, id)).finished_at).toBeInstanceOf(Date)
    expect((await jobRow(server, id)).error_message).toBe('a\uFFFDb')
    await requeueJob(server.db, id, 'ada')
    expect(await jobRow(server, id)).toMatchObject({ finished_at: null, error_code: null, failures: 0 })
  })

  it('become cancelled instead of queued if that was requested meanwhile', async () => {
    const id = await jobIn('running')
    await requestCancel(server.db, id, 'ada')
    expect(await deferJob(server.db, held(id), { seconds: 60, countsAsFailure: true })).toBe('cancelled')
    expect(await jobRow(server, id)).toMatchObject({ status: 'cancelled', cancel_requested: false })
  })

  it('do not run before their time', async () => {
    const id = await jobIn('queued')
    await sql`update import_jobs set run_after = now() + interval '1 minute' where id = ${id}`.execute(
      server.db,
    )
    expect(await claimJob(server.db, id)).toBe('not-due')
    await sql`update import_jobs set run_after = now() where id = ${id}`.execute(server.db)
    expect(await claimJob(server.db, id)).toMatchObject({ status: 'running', fence: 1 })
  })
})
