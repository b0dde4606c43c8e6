import type { ApiDefinition, RateLimit } from '@tributary/integration-kit/host'
import { beforeEach, describe, expect, it } from 'vitest'
import { pageOf } from '../scripted-integration.ts'
import { accountIntegration, httpStream, Items } from './account-integration.ts'
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
    const limitedBy = (rateLimits: readonly RateLimit[], more: Partial<ApiDefinition> = {}) => {
      const api = { baseUrl: 'https://account.example', rateLimits, ...more }
      bench.integration = accountIntegration([httpStream('items')], { api })
    }
    const limited = (per: 'account' | 'client', requests = 4) => {
      limitedBy([{ requests, perSeconds: 3600, per }])
    }

    it('does not exceed the limit, and resumes automatically', async () => {
      limited('account')
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'queued', error_code: 'rate_limit', failures: 0, pages: 4 })
      expect(row.error_message).toBe(
        'Account receives no requests for now: it requested a wait, or its 4 requests in 3600 s are used up. The sync continues automatically.',
      )
      expect(row.run_after.getTime() - row.updated_at.getTime()).toBeGreaterThan(3_500_000)
      expect(bench.provider.asked).toHaveLength(4)
    })

    it('does not use the limit of another account, if the provider counts by account', async () => {
      limited('account')
      await bench.sync()
      expect(await bench.sync({ userId: 'grace' })).toMatchObject({ pages: 4 })
    })

    it('shares the limit with another account, if the provider counts by client', async () => {
      limited('client')
      await bench.sync()
      expect(await bench.sync({ userId: 'grace' })).toMatchObject({ pages: 0, error_code: 'rate_limit' })
      expect(bench.provider.asked).toHaveLength(4)
    })

    it('as a back-fill reserves a quarter for the sync of the last days', async () => {
      limited('account', 8)
      expect(await bench.sync({ kind: 'backfill' })).toMatchObject({ pages: 6, error_code: 'rate_limit' })
      expect(await bench.sync()).toMatchObject({ pages: 2, error_code: 'rate_limit' })
    })

    it('does not start while the provider has asked any process to wait', async () => {
      limited('client', 100)
      bench.provider.answer = () => ({ status: 429, headers: { 'retry-after': '300' } })
      await bench.sync()
      const row = await bench.sync({ userId: 'grace' })
      expect(row).toMatchObject({ status: 'queued', error_code: 'rate_limit' })
      expect(row.run_after.getTime() - row.updated_at.getTime()).toBeGreaterThan(280_000)
      expect(bench.provider.asked).toHaveLength(1)
    })

    it('respects several limits, of which the first exhausted one decides', async () => {
      limitedBy([
        { requests: 100, perSeconds: 900, window: 'fixed', per: 'client' },
        { requests: 3, perDayIn: 'America/Los_Angeles', per: 'account' },
        { requests: 5, perSeconds: 86_400, per: 'client' },
      ])
      const row = await bench.sync()
      expect(row).toMatchObject({ pages: 3, error_code: 'rate_limit' })
      expect(row.error_message).toContain('its 3 requests a day (America/Los_Angeles) are used up')
      // Of the account that has not asked yet, two are left by what all accounts share.
      expect(await bench.sync({ userId: 'grace' })).toMatchObject({ pages: 2 })
      expect(bench.provider.asked).toHaveLength(5)
    })

    it('counts the cost of each request, if the provider does', async () => {
      limitedBy([
        { requests: 250, perDayIn: 'America/Los_Angeles', counts: 'cost', per: 'client' },
        { requests: 100, perSeconds: 60, per: 'client' },
      ])
      const { api } = bench.integration.definition
      const search = httpStream('search', {
        async *sync({ http }) {
          for (let n = 0; n < 9; n++) {
            await http.get('/search', { schema: Items, cost: 100 })
            yield pageOf(n, n + 1)
          }
        },
      })
      bench.integration = accountIntegration([search], api === undefined ? {} : { api })
      const row = await bench.sync()
      expect(row).toMatchObject({ pages: 2, error_code: 'rate_limit' })
      expect(row.error_message).toContain('its 250 units a day')
      bench.integration = accountIntegration([httpStream('items')], api === undefined ? {} : { api })
      expect(await bench.sync()).toMatchObject({ pages: 50, error_code: 'rate_limit' })
    })

    it('counts the use of other clients from responses, and waits as requested', async () => {
      limitedBy([{ requests: 100, perSeconds: 3600, per: 'account' }], {
        limitHeaders: (headers) => [
          {
            remaining: Number(headers.get('x-left')),
            resetSeconds: Number(headers.get('x-reset')),
          },
        ],
      })
      let left = 3
      bench.provider.answer = ({ searchParams }) => {
        const after = Number(searchParams.get('after'))
        const headers = { 'x-left': String(--left), 'x-reset': '240' }
        return { headers, body: { items: pageOf(after, after + 5).records, next: after + 5 } }
      }
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'queued', error_code: 'rate_limit', pages: 3, failures: 0 })
      expect(bench.provider.asked).toHaveLength(3)
      expect((row.run_after.getTime() - row.updated_at.getTime()) / 1000).toBeCloseTo(240, -1)
      // Another account has a limit of its own.
      left = 2
      expect(await bench.sync({ userId: 'grace' })).toMatchObject({ pages: 2 })
    })
  })
}
