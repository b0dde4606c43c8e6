import type { ProviderFacts } from '@tributary/integration-kit'
import { beforeEach, describe, expect, it } from 'vitest'
import { pageOf } from '../scripted-integration.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

/** That a run keeps to what its provider allows; how the budget counts is tested by itself. */
export function budgets(bench: Bench): void {
  describe('a run against a provider that limits requests', () => {
    beforeEach(() => {
      bench.connections.connect()
      bench.connections.connect({ userId: 'grace' })
      // A feed without an end.
      bench.provider.answer = ({ searchParams }) => {
        const after = Number(searchParams.get('after'))
        return { body: { items: pageOf(after, after + 5).records, next: after + 5 } }
      }
    })
    const limited = (per: 'account' | 'client', requests = 4) => {
      const rateLimit: NonNullable<ProviderFacts['rateLimit']> = { requests, perSeconds: 3600, per }
      bench.integration = accountIntegration([httpStream('items')], { facts: { rateLimit } })
    }

    it('asks no more than it may, and goes on by itself when it may again', async () => {
      limited('account')
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'queued', error_code: 'rate_limit', failures: 0, pages: 4 })
      expect(row.error_message).toBe(
        'Account is not asked again yet: it has asked to wait, or its 4 requests in 3600 s are used up. This goes on by itself.',
      )
      expect(row.run_after.getTime() - row.updated_at.getTime()).toBeGreaterThan(3_500_000)
      expect(bench.provider.asked).toHaveLength(4)
    })

    it('leaves another account what is its own, where the provider counts by account', async () => {
      limited('account')
      await bench.sync()
      expect(await bench.sync({ userId: 'grace' })).toMatchObject({ pages: 4 })
    })

    it('leaves nothing to another account, where the provider counts by client', async () => {
      limited('client')
      await bench.sync()
      expect(await bench.sync({ userId: 'grace' })).toMatchObject({ pages: 0, error_code: 'rate_limit' })
      expect(bench.provider.asked).toHaveLength(4)
    })

    it('as a back-fill leaves a quarter to the sync of the last days', async () => {
      limited('account', 8)
      expect(await bench.sync({ kind: 'backfill' })).toMatchObject({ pages: 6, error_code: 'rate_limit' })
      expect(await bench.sync()).toMatchObject({ pages: 2, error_code: 'rate_limit' })
    })

    it('is not begun while the provider has asked to wait, whoever it said so to', async () => {
      limited('client', 100)
      bench.provider.answer = () => ({ status: 429, headers: { 'retry-after': '300' } })
      await bench.sync()
      const row = await bench.sync({ userId: 'grace' })
      expect(row).toMatchObject({ status: 'queued', error_code: 'rate_limit' })
      expect(row.run_after.getTime() - row.updated_at.getTime()).toBeGreaterThan(280_000)
      expect(bench.provider.asked).toHaveLength(1)
    })
  })
}
