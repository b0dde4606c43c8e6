import { beforeEach, describe, expect, it } from 'vitest'
import { BudgetUsedUpError } from '../../src/budget/budget-used-up-error.ts'
import { runJob } from '../../src/engine/run-job.ts'
import { requestCancel } from '../../src/job-store.ts'
import { jobRow, queuedEntries } from '../jobs-server.ts'
import { pageOf } from '../scripted-integration.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

const HOURS_22 = 22 * 3600

export function providerWait(bench: Bench): void {
  describe('a wait requested by the provider', () => {
    beforeEach(() => {
      bench.connections.connect()
      bench.integration = accountIntegration([httpStream('items')])
      bench.provider.answer = () => ({ status: 429, headers: { 'retry-after': String(HOURS_22) } })
    })
    const askedAfter = (count: number) => bench.provider.asked.slice(count)
    const runNow = async (kind: 'sync' | 'backfill') => {
      const id = await bench.submit({ kind })
      // Not `bench.run`, which lets the time pass that a job was to wait.
      await runJob(bench.engine, id, new AbortController().signal)
      return jobRow(bench.server, id)
    }

    it.each(['sync', 'backfill'] as const)(
      'applies to a manual %s, which waits and shows until when',
      async (kind) => {
        const told = await bench.sync()
        expect(told).toMatchObject({ status: 'queued', error_code: 'rate_limit' })
        const row = await runNow(kind)
        expect(row).toMatchObject({ status: 'queued', error_code: 'rate_limit', failures: 0 })
        const hours = (row.run_after.getTime() - row.updated_at.getTime()) / 3_600_000
        expect(hours).toBeCloseTo(22, 1)
        const { waitUntil } = (await bench.connections.open(row.connection_id ?? '')) ?? {}
        expect(row.error_message).toContain(`refuses requests before ${waitUntil?.toISOString()}`)
        expect(askedAfter(1)).toEqual([])
        expect(await queuedEntries(bench.server, row.id)).toBe(1)
      },
    )

    it('outlives its job, and ends automatically', async () => {
      const { id } = await bench.sync()
      await requestCancel(bench.server.db, id, 'ada')
      expect(await runNow('sync')).toMatchObject({ status: 'queued' })
      expect(askedAfter(1)).toEqual([])
      bench.pass(HOURS_22 + 1)
      bench.provider.answer = () => ({ body: { items: pageOf(0, 5).records } })
      expect(await runNow('sync')).toMatchObject({ status: 'succeeded', inserted: 5 })
    })

    it('does not follow from this server’s own budget: a back-fill leaves the rest to syncs', async () => {
      const limit = { requests: 1, perSeconds: 3600, per: 'account' as const }
      bench.integration = accountIntegration([
        httpStream('items', {
          // oxlint-disable-next-line require-yield -- it fails before its first page
          async *sync() {
            throw new BudgetUsedUpError({ provider: 'Account' }, limit, 3600)
          },
        }),
      ])
      const row = await bench.sync({ kind: 'backfill' })
      expect(row).toMatchObject({ status: 'queued', error_code: 'rate_limit' })
      const connection = await bench.connections.open(row.connection_id ?? '')
      expect(connection?.waitUntil).toBeNull()
    })

    it('may also be requested by a failing provider', async () => {
      bench.provider.answer = () => ({ status: 503, headers: { 'retry-after': '3600' } })
      await bench.sync()
      const asked = bench.provider.asked.length
      expect(await runNow('sync')).toMatchObject({ status: 'queued', error_code: 'rate_limit' })
      expect(askedAfter(asked)).toEqual([])
    })
  })
}
