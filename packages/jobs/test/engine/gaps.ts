import { addDays, utcDate } from '@tributary/integration-kit/dates'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Gap, type GapQuery, MAX_GAP_ATTEMPTS } from '../../src/index.ts'
import type { RecordSink, StreamFailure } from '../../src/record-sink.ts'
import { pageOf } from '../scripted-integration.ts'
import { sinkOfTests } from '../test-records.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

const DAY_MILLISECONDS = 86_400_000

/** Which dates are missing, kept as a sink would. */
class Ledger {
  readonly asked: GapQuery[] = []
  readonly undelivered: string[] = []
  readonly gaps = new Map<string, Gap>()

  add(stream: string, dates: readonly string[], more: Partial<Gap> = {}): void {
    for (const date of dates)
      this.gaps.set(`${stream} ${date}`, { stream, date, attempts: 0, triedAt: null, code: null, ...more })
  }

  readonly sink: RecordSink = {
    ...sinkOfTests,
    recordFailure: async (_trx, failure) => this.#fail(failure),
    recordUndelivered: async (_trx, { stream, window }) => {
      this.undelivered.push(`${stream.id} ${window.startDate} ${window.endDate}`)
    },
    listGaps: async (_trx, query) => {
      this.asked.push(query)
      return [...this.gaps.values()].filter(({ stream }) => query.streams.includes(stream))
    },
  }

  #fail({ stream, window, kind, code }: StreamFailure): void {
    if (kind !== 'backfill') return
    for (const [key, gap] of this.gaps)
      if (gap.stream === stream.id && gap.date >= window.startDate && gap.date <= window.endDate)
        this.gaps.set(key, { ...gap, code, attempts: gap.attempts + 1, triedAt: new Date() })
  }
}

export function gaps(bench: Bench): void {
  describe('what is missing', () => {
    let ledger: Ledger
    const daysAgo = (days: number) => addDays(utcDate(new Date()), -days)
    const connectedAt = new Date(Date.now() - 100 * DAY_MILLISECONDS)
    let engine: Bench['engine']
    beforeEach(() => {
      ledger = new Ledger()
      engine = bench.engine
      bench.engine = { ...bench.engine, sinkOf: (kind) => (kind === 'test' ? ledger.sink : undefined) }
      bench.connections.connect({ connectedAt })
      bench.integration = accountIntegration([httpStream('one'), httpStream('two')], {
        schedule: { backfillDays: 30 },
      })
      bench.provider.answer = () => ({ body: { items: pageOf(0, 5).records } })
    })
    afterEach(() => {
      bench.engine = engine
    })
    const backfills = () =>
      bench.server.db
        .selectFrom('import_jobs')
        .select(['id', 'status', 'trigger', 'window', 'streams', 'connection_id'])
        .where('kind', '=', 'backfill')
        .orderBy('seq')
        .execute()

    it('is read by a back-fill after a sync: only its dates and streams', async () => {
      ledger.add('two', [daysAgo(40), daysAgo(39)])
      const account = bench.connections.connect({ connectedAt })
      expect(await bench.sync()).toMatchObject({ status: 'succeeded' })
      const [job] = await backfills()
      expect(job).toMatchObject({
        status: 'queued',
        trigger: 'schedule',
        window: { startDate: daysAgo(40), endDate: daysAgo(39) },
        streams: ['two'],
        connection_id: account.id,
      })
      const { rows } = await sql<{ priority: number }>`
        select priority from pgboss.job where singleton_key = ${job?.id}`.execute(bench.server.db)
      expect(rows).toEqual([{ priority: -10 }])
      bench.provider.asked.length = 0
      expect(await bench.run(job?.id ?? '')).toMatchObject({ status: 'succeeded' })
      expect(bench.provider.asked).toEqual(['GET /two?after=0'])
      expect(ledger.undelivered).toEqual([`two ${daysAgo(40)} ${daysAgo(39)}`])
    })

    it('is searched from the beginning of the first back-fill to the window of the next sync', async () => {
      await bench.sync()
      expect(ledger.asked).toMatchObject([{ userId: 'ada', integration: 'account', streams: ['one', 'two'] }])
      expect(ledger.asked[0]?.range).toEqual({ startDate: daysAgo(129), endDate: daysAgo(8) })
      expect(await backfills()).toEqual([])
    })

    it('waits while a back-fill of the connection waits or runs', async () => {
      ledger.add('one', [daysAgo(40)])
      await bench.submit({ kind: 'backfill' })
      await bench.sync()
      expect(await backfills()).toHaveLength(1)
    })

    it('is not requested after a failed sync, since its provider may be unavailable', async () => {
      ledger.add('one', [daysAgo(40)])
      bench.provider.answer = () => ({ status: 410 })
      expect(await bench.sync()).toMatchObject({ status: 'failed' })
      expect(await backfills()).toEqual([])
    })

    it('that could not be read is retried automatically until it is delivered', async () => {
      ledger.add('one', [daysAgo(40)])
      await bench.sync()
      const [first] = await backfills()
      bench.provider.answer = () => ({ status: 500 })
      let row = await bench.run(first?.id ?? '')
      while (row.status === 'queued') row = await bench.run(row.id)
      expect(row).toMatchObject({ status: 'failed', error_code: 'upstream' })
      bench.provider.answer = () => ({ body: { items: [] } })
      bench.pass(30 * 60)
      await bench.sync()
      expect(await backfills()).toHaveLength(1)
      bench.pass(31 * 60)
      await bench.sync()
      const [, second] = await backfills()
      expect(second).toMatchObject({ status: 'queued', window: { startDate: daysAgo(40) } })
      ledger.gaps.clear()
      expect(await bench.run(second?.id ?? '')).toMatchObject({ status: 'succeeded' })
      await bench.sync()
      expect(await backfills()).toHaveLength(2)
    })

    it('in several places is read one after the other, without waiting for the next sync', async () => {
      ledger.add('one', [daysAgo(40)])
      ledger.add('two', [daysAgo(60)])
      await bench.sync()
      const [first] = await backfills()
      ledger.gaps.delete(`one ${daysAgo(40)}`)
      await bench.run(first?.id ?? '')
      const [, second] = await backfills()
      expect(second).toMatchObject({ streams: ['two'], window: { startDate: daysAgo(60) } })
    })

    it('is given up after the last refusal, and the person is notified once', async () => {
      const tried = { attempts: MAX_GAP_ATTEMPTS - 1, triedAt: new Date(0), code: 'invalid_data' }
      ledger.add('one', [daysAgo(40)], tried)
      await bench.sync()
      const [job] = await backfills()
      bench.provider.answer = () => ({ status: 400, body: { message: 'no such day' } })
      await bench.run(job?.id ?? '')
      expect(bench.connections.warnings).toEqual([
        expect.stringMatching(
          new RegExp(
            `^one, ${daysAgo(40)}: refused 8 times and no longer retried automatically.*no such day.*Sync these`,
          ),
        ),
      ])
      bench.provider.answer = () => ({ body: { items: [] } })
      bench.pass(365 * 86_400)
      ledger.asked.length = 0
      await bench.sync()
      expect(await backfills()).toHaveLength(1)
    })

    it('because the server was off is read, the weeks before the window of the sync', async () => {
      const lastSyncAt = new Date(Date.now() - 25 * DAY_MILLISECONDS)
      bench.connections.connect({ connectedAt, lastSyncAt })
      await bench.sync()
      expect(await backfills()).toMatchObject([
        { trigger: 'schedule', window: { startDate: daysAgo(26), endDate: daysAgo(8) }, streams: null },
      ])
      // Not once more while it waits.
      await bench.sync()
      expect(await backfills()).toHaveLength(1)
    })
  })
}
