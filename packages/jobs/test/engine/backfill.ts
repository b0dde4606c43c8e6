import { IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { runJob } from '../../src/engine/run-job.ts'
import { TURN_MILLISECONDS } from '../../src/engine/run-streams.ts'
import { claimJob } from '../../src/job-run-store.ts'
import { jobRow, queuedEntries } from '../jobs-server.ts'
import { pageOf, tens } from '../scripted-integration.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

const LONG_AGO = { startDate: '2020-01-01', endDate: '2026-11-01' }
/** The same, as the API shows it. */
const SHOWN = { from: LONG_AGO.startDate, to: LONG_AGO.endDate }

export function backfill(bench: Bench): void {
  describe('a back-fill', () => {
    beforeEach(() => {
      bench.connections.connect()
    })
    const submit = () => bench.submit({ kind: 'backfill', trigger: 'connect', window: LONG_AGO })
    const stored = async () =>
      (await bench.server.db.selectFrom('test_records').select('external_id').execute()).length
    const cursors = () => bench.server.db.selectFrom('sync_cursors').select(['stream', 'cursor']).execute()

    it('is queued after connecting an account, with the lowest priority', async () => {
      const backfill = await bench.server.imports.submitSync({
        userId: 'ada',
        integration: 'account',
        window: LONG_AGO,
        kind: 'backfill',
        trigger: 'connect',
      })
      expect(backfill).toMatchObject({
        kind: 'backfill',
        trigger: 'connect',
        status: 'queued',
        window: SHOWN,
      })
      const sync = await bench.server.imports.submitSync({
        userId: 'ada',
        integration: 'account',
        window: LONG_AGO,
      })
      const { rows } = await sql<{ id: string }>`
      select singleton_key as id from pgboss.job where name = 'import-jobs' order by priority desc`.execute(
        bench.server.db,
      )
      expect(rows.map((row) => row.id)).toEqual([sync.id, backfill.id])
    })

    it('runs beside the sync of its connection, and neither moves the cursor of the other', async () => {
      const windows: unknown[] = []
      bench.integration = accountIntegration([
        httpStream('items', {
          async *sync({ cursor, window }) {
            windows.push([window.startDate, cursor])
            if (window.startDate === LONG_AGO.startDate && cursor === 20) {
              const sync = await bench.sync()
              expect(sync).toMatchObject({ status: 'succeeded', fetched: 10 })
            }
            yield* tens(cursor, window.startDate === LONG_AGO.startDate ? 40 : 10)
          },
        }),
      ])
      const id = await submit()
      await sql`update import_jobs set cursors = '{"items": 20}' where id = ${id}`.execute(bench.server.db)
      expect(await bench.run(id)).toMatchObject({ status: 'succeeded', fetched: 20, cursors: { items: 40 } })
      expect(windows).toEqual([
        [LONG_AGO.startDate, 20],
        ['2026-11-01', undefined],
      ])
      expect(await cursors()).toEqual([{ stream: 'items', cursor: { value: 10 } }])
    })

    it('resumes after its last page when its worker was killed, in any stream', async () => {
      const asked: unknown[] = []
      const dies = Promise.withResolvers<void>()
      const stream = (id: string) =>
        httpStream(id, {
          async *sync({ cursor }) {
            asked.push([id, cursor])
            yield pageOf(0, 10)
            if (id === 'two' && cursor === undefined) await dies.promise
            yield pageOf(10, 20)
          },
        })
      bench.integration = accountIntegration([stream('one'), stream('two')])
      const id = await submit()
      // A worker that hangs in its second stream and is taken for dead: the next one takes the job over.
      const first = runJob(bench.engine, id, new AbortController().signal)
      await expect.poll(async () => (await jobRow(bench.server, id)).pages).toBe(3)
      const second = await bench.run(id)
      expect(second).toMatchObject({ status: 'succeeded', finished_streams: ['one'], fence: 2 })
      dies.resolve()
      await first
      expect(asked).toEqual([
        ['one', undefined],
        ['two', undefined],
        ['two', 10],
      ])
      const row = await jobRow(bench.server, id)
      // The third page of the first worker came too late.
      expect(row).toMatchObject({ status: 'succeeded', pages: 5, fetched: 50 })
    })

    /** An engine in whose time each page takes so long to write. */
    function slowEngine(milliseconds: number): Bench['engine'] {
      const { engine } = bench
      const sink = engine.sinkOf('test')
      if (sink === undefined) throw new Error('no sink')
      let now = 0
      const prepare: typeof sink.prepare = (batch) => {
        const write = sink.prepare(batch)
        return (trx) => {
          now += milliseconds
          return write(trx)
        }
      }
      return { ...engine, now: () => now, sinkOf: () => ({ ...sink, prepare }) }
    }
    const fortyRecords = () =>
      accountIntegration([httpStream('items', { sync: ({ cursor }) => tens(cursor, 40) })])

    it('yields to others after its turn and is requeued behind them', async () => {
      bench.integration = fortyRecords()
      const engine = slowEngine(TURN_MILLISECONDS * 0.6)
      const id = await submit()
      await runJob(engine, id, new AbortController().signal)
      expect(await jobRow(bench.server, id)).toMatchObject({
        status: 'queued',
        pages: 2,
        failures: 0,
        error_code: null,
      })
      expect(await queuedEntries(bench.server, id)).toBe(1)
      await runJob(engine, id, new AbortController().signal)
      await runJob(engine, id, new AbortController().signal)
      expect(await jobRow(bench.server, id)).toMatchObject({ status: 'succeeded', inserted: 40, pages: 4 })
    })

    it('has turns, unlike other jobs', async () => {
      bench.integration = fortyRecords()
      const id = await bench.submit()
      await runJob(slowEngine(TURN_MILLISECONDS), id, new AbortController().signal)
      expect(await jobRow(bench.server, id)).toMatchObject({ status: 'succeeded', pages: 4 })
    })

    it('ends if its turn is over with its last page, and does not start again', async () => {
      bench.integration = accountIntegration([
        httpStream('items', {
          // As streams of dates: after the last one the cursor is that of a beginning.
          async *sync() {
            yield { ...pageOf(0, 10), cursor: 0 }
          },
        }),
      ])
      const id = await submit()
      await runJob(slowEngine(TURN_MILLISECONDS + 1), id, new AbortController().signal)
      expect(await jobRow(bench.server, id)).toMatchObject({ status: 'succeeded', pages: 1 })
    })

    it('has a lane of its own, in which one runs at a time', async () => {
      const ids = [await submit(), await submit(), await bench.submit()]
      const claims = await Promise.all(ids.map((id) => claimJob(bench.server.db, id)))
      expect(claims.filter((claim) => claim !== 'not-due' && 'busy' in claim)).toHaveLength(1)
      expect(claims[2]).toMatchObject({ status: 'running', kind: 'sync' })
    })

    it('that ends partial is resumed by a retry', async () => {
      let open = false
      bench.integration = accountIntegration([
        httpStream('items', {
          async *sync({ cursor }) {
            yield* tens(cursor, open ? 30 : 10)
            if (!open) throw new IntegrationError('partial_sync', 'The rest comes tomorrow.')
          },
        }),
      ])
      const id = await submit()
      expect(await bench.run(id)).toMatchObject({ status: 'partial', pages: 1 })
      open = true
      const reply = await bench.server.kernel.app.inject({
        method: 'POST',
        url: `/api/jobs/${id}/retry`,
        headers: { as: 'ada' },
      })
      expect(reply.json()).toMatchObject({ kind: 'backfill', status: 'queued', window: SHOWN })
      expect(await bench.run(id)).toMatchObject({ status: 'succeeded', fetched: 30, pages: 3 })
      expect(await stored()).toBe(30)
      expect(await cursors()).toEqual([])
    })
  })
}
