import { describe, expect, it } from 'vitest'
import { pageOf } from '../scripted-integration.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

export function pauses(bench: Bench): void {
  describe('a sync beside requests', () => {
    /** Three pages, while each of which so many requests are received. */
    const sync = (received: number) => {
      bench.connections.connect()
      bench.integration = accountIntegration([httpStream('items')])
      bench.provider.answer = (url) => {
        const from = Number(url.searchParams.get('after'))
        return { body: { items: pageOf(from, from + 10).records, ...(from < 20 ? { next: from + 10 } : {}) } }
      }
      // Each look sees so many more: one is before a commit, one after it.
      let seen = 0
      const requests = {
        get received() {
          seen += received
          return seen
        },
      }
      const { engine } = bench
      bench.engine = { ...engine, requests }
      return bench.sync().finally(() => {
        bench.engine = engine
      })
    }

    it('pauses before each further page, and not after the last', async () => {
      expect(await sync(1_000)).toMatchObject({ status: 'succeeded', inserted: 30, pages: 3 })
      expect(bench.pauses).toHaveLength(2)
      expect(Math.min(...bench.pauses)).toBeGreaterThan(0)
    })

    it('does not pause without requests', async () => {
      expect(await sync(0)).toMatchObject({ status: 'succeeded', inserted: 30, pages: 3 })
      expect(bench.pauses).toEqual([])
    })
  })
}
