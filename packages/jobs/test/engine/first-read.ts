import { addDays, utcDate } from '@tributary/integration-kit/dates'
import { beforeEach, describe, expect, it } from 'vitest'
import { pageOf } from '../scripted-integration.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

export function firstRead(bench: Bench): void {
  describe('the history of streams whose sink does not track coverage', () => {
    const daysAgo = (days: number) => addDays(utcDate(new Date()), -days)
    const history = { startDate: daysAgo(29), endDate: daysAgo(8) }
    const connectWith = (backfillDays: number) => {
      bench.connections.connect({ connectedAt: new Date(Date.now() - 60_000) })
      bench.integration = accountIntegration([httpStream('one')], { schedule: { backfillDays } })
    }
    beforeEach(() => {
      connectWith(30)
      bench.provider.answer = () => ({ body: { items: pageOf(0, 5).records } })
    })
    const backfills = () =>
      bench.server.db
        .selectFrom('import_jobs')
        .select(['id', 'status', 'window', 'streams', 'cursors'])
        .where('kind', '=', 'backfill')
        .orderBy('seq')
        .execute()

    it('is read once, after the first sync', async () => {
      await bench.sync()
      const [job, ...others] = await backfills()
      expect([job, others]).toMatchObject([{ status: 'queued', window: history, streams: ['one'] }, []])
      await bench.sync()
      expect(await bench.run(job?.id ?? '')).toMatchObject({ status: 'succeeded' })
      await bench.sync()
      expect(await backfills()).toHaveLength(1)
    })

    it('is not read if the integration requests none', async () => {
      connectWith(0)
      await bench.sync()
      expect(await backfills()).toEqual([])
    })

    it('is resumed after a failure, at increasing intervals', async () => {
      await bench.sync()
      const [first] = await backfills()
      bench.provider.answer = ({ search }) =>
        search === '?after=0' ? { body: { items: pageOf(0, 5).records, next: 5 } } : { status: 500 }
      let row = await bench.run(first?.id ?? '')
      while (row.status === 'queued') row = await bench.run(row.id)
      expect(row).toMatchObject({ status: 'failed', cursors: { one: 5 } })
      bench.provider.answer = () => ({ body: { items: [] } })
      bench.pass(30 * 60)
      await bench.sync()
      expect(await backfills()).toHaveLength(1)
      bench.pass(31 * 60)
      await bench.sync()
      const [, second] = await backfills()
      expect(second).toMatchObject({ status: 'queued', window: history, cursors: { one: 5 } })
      bench.provider.asked.length = 0
      expect(await bench.run(second?.id ?? '')).toMatchObject({ status: 'succeeded' })
      expect(bench.provider.asked).toEqual(['GET /one?after=5'])
    })

    it('is read again for an account that was connected again', async () => {
      await bench.sync()
      const [first] = await backfills()
      await bench.run(first?.id ?? '')
      bench.connections.connect({ connectedAt: new Date(Date.now() + 1000) })
      await bench.sync()
      expect((await backfills()).length).toBeGreaterThan(1)
    })
  })
}
