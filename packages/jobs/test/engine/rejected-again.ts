import type { Page } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { viewJob } from '../../src/job-view.ts'
import type { JobRow } from '../../src/tables.ts'
import { pageOf } from '../scripted-integration.ts'
import type { TestRecord } from '../test-records.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

export function rejectedAgain(bench: Bench): void {
  describe('a run with rejected records', () => {
    const state: { pages: Page<TestRecord>[] } = { pages: [] }
    beforeEach(async () => {
      await sql`truncate test_records`.execute(bench.server.db)
      bench.connections.connect()
      bench.integration = accountIntegration([
        httpStream('items', {
          async *sync() {
            yield* state.pages
          },
        }),
      ])
    })
    const bad = (n: number, position = `item ${n}`) => ({
      reason: `Record ${n} has no date.`,
      position,
      raw: { n },
    })
    const runs = () =>
      bench.server.db.selectFrom('test_runs').select(['status', 'code']).orderBy(sql`ctid`).execute()
    const listed = async ({ id }: JobRow) =>
      (
        await bench.server.db
          .selectFrom('rejected_records')
          .select('position')
          .where('job_id', '=', id)
          .execute()
      ).map(({ position }) => position)

    it('is partial, and names some of them and their number', async () => {
      state.pages = [{ ...pageOf(0, 5), rejected: [1, 2, 3, 4, 5].map((n) => bad(n)) }]
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'partial', error_code: null, fetched: 10, rejected: 5 })
      expect(viewJob(row).warnings).toEqual([
        `5 of 10 records could not be used. item 1: Record 1 has no date. item 2: Record 2 has no date. item 3: Record 3 has no date. And 2 more. All are stored with the reason under this job.`,
      ])
      expect(await runs()).toEqual([{ status: 'partial', code: null }])
    })

    it('reports each kind of fault to the connection once, at most three kinds', async () => {
      const reasons = ['No date.', 'No date.', 'Found "x".', 'Found "y".', 'No title.', 'No artist.']
      state.pages = [
        {
          ...pageOf(0, 1),
          rejected: reasons.map((reason, n) => ({ reason, position: `item ${n}`, raw: { n } })),
        },
      ]
      await bench.sync()
      expect(bench.connections.rejected).toEqual([
        [
          { stream: 'items', kind: 'No date.', reason: 'No date.' },
          { stream: 'items', kind: 'Found ….', reason: 'Found "x".' },
          { stream: 'items', kind: 'No title.', reason: 'No title.' },
        ],
      ])
      expect(bench.connections.warnings).toEqual([])
    })

    it('fails if all were rejected, with that error', async () => {
      state.pages = [{ records: [], rejected: [bad(1)], skipped: 3, cursor: 1 }]
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'failed', error_code: 'all_rejected', rejected: 1 })
      expect(viewJob(row)).toMatchObject({
        error: { message: expect.stringContaining('None of the records') as string },
        warnings: [expect.stringContaining('1 of 1 records could not be used. item 1: ') as string],
      })
      expect(await runs()).toEqual([{ status: 'failed', code: 'all_rejected' }])
    })

    it('does not fail for an unchanged record that was rejected before, at any position', async () => {
      state.pages = [{ ...pageOf(0, 5), rejected: [bad(1)] }]
      const first = await bench.sync()
      expect(first).toMatchObject({ status: 'partial', rejected: 1 })
      state.pages = [{ ...pageOf(0, 5), rejected: [bad(1, 'item 9')] }]
      for (let sync = 0; sync < 3; sync += 1) {
        const row = await bench.sync()
        expect(row).toMatchObject({
          status: 'succeeded',
          fetched: 6,
          unchanged: 6,
          rejected: 0,
          warnings: [],
        })
        expect(await listed(row)).toEqual([])
      }
      state.pages = [{ ...pageOf(0, 5), rejected: [bad(1), bad(2)] }]
      const last = await bench.sync()
      expect(last).toMatchObject({ status: 'partial', fetched: 7, unchanged: 6, rejected: 1 })
      expect(await listed(last)).toEqual(['item 2'])
    })

    it('recognizes records that the database or the schema has rejected before, too', async () => {
      state.pages = [
        {
          records: [
            { externalId: 'a', value: 'hateful' },
            { externalId: '', value: 'v' },
            { externalId: 'b', value: 'v' },
          ],
          cursor: 1,
        },
      ]
      expect(await bench.sync()).toMatchObject({ status: 'partial', inserted: 1, rejected: 2 })
      expect(await bench.sync()).toMatchObject({ status: 'succeeded', unchanged: 3, rejected: 0 })
    })

    it('counts equal records of one run separately, and recognizes as many in the next', async () => {
      state.pages = [
        { ...pageOf(0, 1), rejected: [bad(1), bad(1, 'item 2')] },
        { records: [], rejected: [bad(1, 'item 3')], cursor: 2 },
      ]
      expect(await bench.sync()).toMatchObject({ status: 'partial', fetched: 4, rejected: 3 })
      expect(await bench.sync()).toMatchObject({ status: 'succeeded', fetched: 4, unchanged: 4 })
    })

    it('reports a record that was rejected only for another person before', async () => {
      state.pages = [{ ...pageOf(0, 1), rejected: [bad(1)] }]
      await bench.sync()
      bench.connections.connect({ userId: 'grace' })
      expect(await bench.sync({ userId: 'grace' })).toMatchObject({ status: 'partial', rejected: 1 })
    })

    it('is evaluated again when some of them, and then all, are written', async () => {
      state.pages = [
        {
          records: [
            { externalId: 'a', value: 'hateful' },
            { externalId: 'b', value: 'half\0' },
          ],
          cursor: 1,
        },
      ]
      const { id } = await bench.sync()
      const retry = async () => {
        const reply = await bench.server.kernel.app.inject({
          method: 'POST',
          url: `/api/jobs/${id}/rejected/retry`,
          headers: { as: 'ada' },
        })
        return reply.json<{ job: unknown }>().job
      }
      expect(await retry()).toMatchObject({ status: 'failed', rejected: 2 })
      await sql`alter table test_records drop constraint test_records_value_check`.execute(bench.server.db)
      expect(await retry()).toMatchObject({
        status: 'partial',
        error: null,
        warnings: [expect.stringMatching(/^1 of 2 records could not be used\./) as string],
      })
      // As if the other could be stored as it is by now.
      await sql`update rejected_records set retriable = true, raw = '{"externalId":"b","value":"whole"}'`.execute(
        bench.server.db,
      )
      expect(await retry()).toMatchObject({ status: 'succeeded', rejected: 0, warnings: [] })
      await sql`alter table test_records add constraint test_records_value_check check (value <> 'hateful') not valid`.execute(
        bench.server.db,
      )
    })
  })
}
