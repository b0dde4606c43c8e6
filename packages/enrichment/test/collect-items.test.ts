import { changeFeed } from '@tributary/changes'
import { database } from '@tributary/database'
import { expect, test } from 'vitest'
import { collectItems } from '../src/works/collect-items.ts'
import { filesOf, startEnrichment } from './enrichment-server.ts'

test('a library that changes between two looks is read one page at a look, and to its end once it rests', async () => {
  const { server, db, user, stop } = await startEnrichment({
    integrations: [filesOf('music')],
    enrichment: { worker: false },
  })
  try {
    const ada = await user()
    const parts = {
      database: server.kernel.getService(database),
      feed: server.kernel.getService(changeFeed),
    }
    const behind = new Set<string>()
    const { signal } = new AbortController()
    const collected = async () => {
      const { count } = await db
        .selectFrom('enrichment_items')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    }
    const people = new Set<string>()
    const collect = async (since: string | undefined) => {
      people.clear()
      return collectItems(parts, { since, behind, collected: people }, signal)
    }
    const before = await collect(undefined)
    const lines = Array.from({ length: 2_500 }, (_, n) => ({ id: `p${n}`, title: `Song ${n}` }))
    await ada.importFile('music', { content: JSON.stringify(lines), filename: 'a.json' })

    const after = await collect(before)
    expect(people).toEqual(new Set([ada.id]))
    expect(await collected()).toBe(1_000)

    await collect(after)
    expect(people).toEqual(new Set([ada.id]))
    expect(await collected()).toBe(2_500)
    expect(behind).toEqual(new Set())
    await collect(after)
    expect(people).toEqual(new Set())
  } finally {
    await stop()
  }
})

test('a person whose page was read is known, also if reading the next one fails', async () => {
  const { server, user, stop } = await startEnrichment({
    integrations: [filesOf('music')],
    enrichment: { worker: false },
  })
  try {
    const people = [await user(), await user()]
    for (const person of people)
      await person.importFile('music', { content: '[{"id":"p1","title":"Song"}]', filename: 'a.json' })
    const feed = server.kernel.getService(changeFeed)
    let reads = 0
    const failing: Pick<typeof feed, 'findChanged' | 'read'> = {
      findChanged: (query) => feed.findChanged(query),
      read: (query) => {
        reads += 1
        return reads === 2 ? Promise.reject(new Error('the connection was lost')) : feed.read(query)
      },
    }
    const parts = { database: server.kernel.getService(database), feed: failing }
    const state = { since: undefined, behind: new Set<string>(), collected: new Set<string>() }
    const { signal } = new AbortController()
    await expect(collectItems(parts, state, signal)).rejects.toThrow('lost')
    expect(state.collected.size).toBe(1)
    await collectItems(parts, state, signal)
    expect(state.collected).toEqual(new Set(people.map(({ id }) => id)))
  } finally {
    await stop()
  }
})
