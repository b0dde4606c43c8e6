import { type ChangeFeed, changeFeed } from '@tributary/changes'
import { database } from '@tributary/database'
import type { TestUser } from '@tributary/testkit'
import { expect, test } from 'vitest'
import { type CollectState, collectItems } from '../src/works/collect-items.ts'
import { type EnrichmentServer, filesOf, startEnrichment } from './enrichment-server.ts'

type Feed = Pick<ChangeFeed, 'findChanged' | 'readEach'>

/** A server that does not collect by itself, and one process that does. */
async function startCollecting() {
  const started = await startEnrichment({
    integrations: [filesOf('music')],
    enrichment: { worker: false },
  })
  const { server } = started
  const behind = new Set<string>()
  const restarted = new Set<string>()
  const collected = new Set<string>()
  const feed = server.kernel.getService(changeFeed)
  /** Resolves to where the feed is, and whose works were written. */
  const collect = async (since: string | undefined, through: Feed = feed) => {
    const state: CollectState = { since, behind, restarted, collected }
    const parts = { database: server.kernel.getService(database), feed: through }
    collected.clear()
    return collectItems(parts, state, new AbortController().signal)
  }
  return { ...started, feed, collect, behind, restarted, collected }
}

async function importSongs(person: TestUser, ids: readonly string[]) {
  const lines = ids.map((id) => ({ id, title: `Song ${id}` }))
  return person.importFile('music', { content: JSON.stringify(lines), filename: 'a.json' })
}

function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, n) => `p${from + n}`)
}

async function countItems(db: EnrichmentServer['db'], userId?: string): Promise<number> {
  const { count } = await db
    .selectFrom('enrichment_items')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where((eb) => (userId === undefined ? eb.lit(true) : eb('user_id', '=', userId)))
    .executeTakeFirstOrThrow()
  return Number(count)
}

async function worksOf(db: EnrichmentServer['db'], userId: string) {
  return db
    .selectFrom('enrichment_works')
    .select(['id', 'title'])
    .where('user_id', '=', userId)
    .orderBy('id')
    .execute()
}

test('a library that changes between two looks is read in part at a look, and to its end once it rests', async () => {
  const { db, user, collect, behind, collected, stop } = await startCollecting()
  try {
    const ada = await user()
    const before = await collect(undefined)
    await importSongs(ada, numbered(2_500))

    const after = await collect(before)
    expect(collected).toEqual(new Set([ada.id]))
    expect(await countItems(db)).toBe(1_050)

    await collect(after)
    expect(collected).toEqual(new Set([ada.id]))
    expect(await countItems(db)).toBe(2_500)
    expect(behind).toEqual(new Set())
    await collect(after)
    expect(collected).toEqual(new Set())
  } finally {
    await stop()
  }
})

test('the few changes of many people are read together, and each has works of their own', async () => {
  const { db, user, feed, collect, collected, stop } = await startCollecting()
  try {
    const people: TestUser[] = []
    for (let n = 0; n < 25; n += 1) people.push(await user())
    let since = await collect(undefined)
    // The same songs, so that their works have the same keys.
    for (const person of people) await importSongs(person, numbered(3))
    let reads = 0
    const counted: Feed = {
      findChanged: (query) => feed.findChanged(query),
      readEach: (query) => {
        reads += 1
        return feed.readEach(query)
      },
    }
    since = await collect(since, counted)
    expect(reads).toBe(2)
    expect(collected).toEqual(new Set(people.map(({ id }) => id)))
    for (const { id } of people)
      expect((await worksOf(db, id)).map(({ title }) => title)).toEqual(['Song p0', 'Song p1', 'Song p2'])

    await collect(since, counted)
    expect(reads).toBe(2)
  } finally {
    await stop()
  }
})

test('a person whose page was read is known, also if reading the next one fails', async () => {
  const { user, feed, collect, collected, stop } = await startCollecting()
  try {
    const people = [await user(), await user()]
    for (const person of people) await importSongs(person, numbered(60))
    let reads = 0
    const failing: Feed = {
      findChanged: (query) => feed.findChanged(query),
      readEach: (query) => {
        reads += 1
        return reads === 2 ? Promise.reject(new Error('the connection was lost')) : feed.readEach(query)
      },
    }
    await expect(collect(undefined, failing)).rejects.toThrow('lost')
    expect(collected).toEqual(new Set(people.map(({ id }) => id)))
    await collect(undefined)
    expect(collected).toEqual(new Set(people.map(({ id }) => id)))
  } finally {
    await stop()
  }
})

test('two processes that collect at once write each item once', async () => {
  const { db, user, collect, stop } = await startCollecting()
  try {
    const people = [await user(), await user(), await user()]
    for (const person of people) await importSongs(person, numbered(120))
    await Promise.all([collect(undefined), collect(undefined), collect(undefined)])
    await collect(undefined)
    for (const { id } of people) {
      expect(await countItems(db, id)).toBe(120)
      expect(await worksOf(db, id)).toHaveLength(120)
    }
  } finally {
    await stop()
  }
})

test('a work that has lost its items is removed, and one that an ended process has left', async () => {
  const { db, user, collect, stop } = await startCollecting()
  try {
    const ada = await user()
    const titles = async () => (await worksOf(db, ada.id)).map(({ title }) => title)
    await importSongs(ada, ['p1', 'p2'])
    const { id } = await importSongs(ada, ['p3'])
    let since = await collect(undefined)
    await ada.post(`/api/imports/${id}/undo`)
    since = await collect(since)
    expect(await titles()).toEqual(['Song p1', 'Song p2'])

    const [, left] = await worksOf(db, ada.id)
    await db
      .deleteFrom('enrichment_items')
      .where('work_id', '=', left?.id ?? 0)
      .execute()
    await importSongs(ada, ['p4'])
    await collect(since)
    expect(await titles()).toEqual(['Song p1', 'Song p2', 'Song p4'])
    await importSongs(ada, ['p5'])
    await collect(undefined)
    expect(await titles()).toEqual(['Song p1', 'Song p4', 'Song p5'])
  } finally {
    await stop()
  }
})

test('a library that is read from its beginning again keeps its works, but for those whose items are gone', async () => {
  const { db, user, collect, restarted, stop } = await startCollecting()
  try {
    const [ada, ben] = [await user(), await user()]
    const { id } = await importSongs(ada, ['gone'])
    await importSongs(ada, numbered(1_200))
    await importSongs(ben, ['p1'])
    let since = await collect(undefined)
    const before = await worksOf(db, ada.id)
    const bens = await worksOf(db, ben.id)
    expect(before).toHaveLength(1_201)

    // A cursor that is refused, as after a backup was restored.
    await db.updateTable('enrichment_people').set({ cursor: 'x' }).where('user_id', '=', ada.id).execute()
    await ada.post(`/api/imports/${id}/undo`)
    await importSongs(ben, ['p2'])
    since = await collect(since)
    expect(restarted).toEqual(new Set([ada.id]))
    expect(await worksOf(db, ada.id)).toEqual(before)
    expect(await worksOf(db, ben.id)).toEqual([...bens, expect.objectContaining({ title: 'Song p2' })])
    await collect(since)
    expect(restarted).toEqual(new Set())
    expect(await worksOf(db, ada.id)).toEqual(before.filter(({ title }) => title !== 'Song gone'))
    expect(await countItems(db, ada.id)).toBe(1_200)
  } finally {
    await stop()
  }
})
