import { alternate } from '../alternate.ts'
import { startChild, stopChild } from '../child.ts'
import { medianRatio } from '../median.ts'
import { quantile } from '../quantile.ts'
import { printRatio, printRounds } from '../report.ts'
import type { Place } from '../search.ts'

const PEER = new URL('../../peers/list-by-hand.ts', import.meta.url)
const SIDES = ['byHand', 'server'] as const
const TARGET = { is: 'at most', value: 1.2 } as const

/** A server and what is searched for. */
export interface Searches extends Place {
  readonly databaseUrl: string
  readonly texts: readonly string[]
  /** Rounds, each of all texts one after the other. */
  readonly count: number
}

/**
 * The 95th percentile of searches over HTTP, against those of a program written by hand with an index of its own on the same table. Throws if
 * the two find different items.
 */
export async function compareByHand(searches: Searches): Promise<void> {
  const { client, url, apiKey, databaseUrl, texts, count } = searches
  await client.query('create index by_hand on media_items using gin (user_id, lower(title) gin_trgm_ops)')
  await client.query('vacuum analyze media_items')
  const byHand = await startChild(PEER, [databaseUrl])
  const addresses = {
    server: `${url}/api/library/items?limit=50`,
    byHand: `http://127.0.0.1:${Number(byHand.message)}/items?limit=50`,
  }
  const find = (side: keyof typeof addresses, text: string) => findIds(addresses[side], { text, apiKey })
  try {
    for (const text of texts) {
      const [ours, theirs] = [await find('server', text), await find('byHand', text)]
      if (ours.join() !== theirs.join()) throw new Error(`"${text}" finds other items than by hand`)
    }
    const measured = await alternate(SIDES, count, async (side) => {
      const times: number[] = []
      for (const text of texts) {
        const began = performance.now()
        await find(side, text)
        times.push(performance.now() - began)
      }
      return quantile(
        times.toSorted((a, b) => a - b),
        0.95,
      )
    })
    printRounds('p95 by hand, Latin', { values: measured.byHand, unit: 'ms' })
    printRounds('p95, Latin', { values: measured.server, unit: 'ms' })
    printRatio(medianRatio(measured.server, measured.byHand), TARGET)
  } finally {
    await stopChild(byHand)
  }
}

async function findIds(
  address: string,
  { text, apiKey }: { readonly text: string; readonly apiKey: string },
): Promise<readonly string[]> {
  const headers = { authorization: `Bearer ${apiKey}` }
  const response = await fetch(`${address}&text=${encodeURIComponent(text)}`, { headers })
  if (!response.ok) throw new Error(`a search was answered ${response.status}: ${await response.text()}`)
  const { items } = (await response.json()) as { items: readonly { readonly id: string }[] }
  return items.map(({ id }) => id)
}
