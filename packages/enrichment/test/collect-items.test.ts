import { type ChangeFeed, changeFeed } from '@tributary/changes'
import { database } from '@tributary/database'
import type { TestUser } from '@tributary/testkit'
import { afterEach, expect, test } from 'vitest'
import { collectItems } from '../src/works/collect-items.ts'
import { type EnrichmentServer, filesOf, startEnrichment } from './enrichment-server.ts'

type Feed = Pick<ChangeFeed, 'findChanged' | 'readEach'>

let started: EnrichmentServer | undefined

afterEach(async () => {
  await started?.stop()
  started = undefined
})

/** A server that does not collect by itself. */
async function startServer(): Promise<EnrichmentServer & { readonly feed: ChangeFeed }> {
  started = await startEnrichment({ integrations: [filesOf('music')], enrichment: { worker: false } })
  return { ...started, feed: started.server.kernel.getService(changeFeed) }
}

/** A process that collects: `look` is one of its looks. */
function startProcess({ server }: EnrichmentServer) {
  const sets = {
    known: new Set<string>(),
    behind: new Set<string>(),
    restarted: new Set<string>(),
    checked: new Set<string>(),
    collected: new Set<string>(),
  }
  let since: string | undefined
  const look = async (
    through: Feed = server.kernel.getService(changeFeed),
    signal = new AbortController().signal,
  ) => {
    sets.collected.clear()
    const parts = { database: server.kernel.getService(database), feed: through }
    since = await collectItems(parts, { ...sets, since }, signal)
  }
  return { ...sets, look }
}

/** A feed that calls back before each read of pages. */
function watched(feed: ChangeFeed, onRead: (people: number) => void): Feed {
  return {
    findChanged: (query) => feed.findChanged(query),
    readEach: async (query) => {
      onRead(query.people.length)
      return feed.readEach(query)
    },
  }
}

async function importSongs(person: TestUser, ids: readonly string[]) {
  const lines = ids.map((id) => ({ id, title: `Song ${id}` }))
  return person.importFile('music', { content: JSON.stringify(lines), filename: 'a.json' })
}

function undo(person: TestUser, { id }: { readonly id: string }) {
  return person.post(`/api/imports/${id}/undo`)
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `p${n}`)
}

async function countItems({ db }: EnrichmentServer, userId: string): Promise<number> {
  const items = await db
    .selectFrom('enrichment_items')
    .innerJoin('enrichment_works', 'enrichment_works.id', 'enrichment_items.work_id')
    .select('item_id')
    .where('user_id', '=', userId)
    .execute()
  return items.length
}

async function worksOf({ db }: EnrichmentServer, userId: string) {
  return db
    .selectFrom('enrichment_works')
    .select(['id', 'title'])
    .where('user_id', '=', userId)
    .orderBy('id')
    .execute()
}

async function titlesOf(on: EnrichmentServer, { id }: TestUser): Promise<readonly string[]> {
  return (await worksOf(on, id)).map(({ title }) => title)
}

/** As after a backup was restored. */
async function breakCursor({ db }: EnrichmentServer, { id }: TestUser): Promise<void> {
  await db.updateTable('enrichment_people').set({ cursor: 'x' }).where('user_id', '=', id).execute()
}

test('a library that changes between two looks is read one page at a look, and to its end once it rests', async () => {
  const on = await startServer()
  const ada = await on.user()
  const { look, collected, behind } = startProcess(on)
  await look()
  await importSongs(ada, numbered(2_500))

  await look()
  expect(collected).toEqual(new Set([ada.id]))
  expect(await countItems(on, ada.id)).toBe(1_000)

  await look()
  expect(collected).toEqual(new Set([ada.id]))
  expect(await countItems(on, ada.id)).toBe(2_500)
  expect(behind).toEqual(new Set())
  await look()
  expect(collected).toEqual(new Set())
})

test('the few changes of many people are read together, and each has works of their own', async () => {
  const on = await startServer()
  const people: TestUser[] = []
  for (let n = 0; n < 25; n += 1) people.push(await on.user())
  const { look, collected } = startProcess(on)
  await look()
  // The same songs, so that their works have the same keys.
  for (const person of people) await importSongs(person, numbered(3))
  const reads: number[] = []
  const feed = watched(on.feed, (count) => reads.push(count))
  await look(feed)
  expect(reads).toEqual([20, 5])
  expect(collected).toEqual(new Set(people.map(({ id }) => id)))
  for (const person of people) expect(await titlesOf(on, person)).toEqual(['Song p0', 'Song p1', 'Song p2'])

  await look(feed)
  expect(reads).toEqual([20, 5])
})

test('a person whose page was read is known, also if reading the next one fails', async () => {
  const on = await startServer()
  const people = [await on.user(), await on.user()]
  for (const person of people) await importSongs(person, numbered(60))
  const { look, collected } = startProcess(on)
  let reads = 0
  const failing = watched(on.feed, () => {
    reads += 1
    if (reads === 3) throw new Error('the connection was lost')
  })
  await expect(look(failing)).rejects.toThrow('lost')
  expect(collected.size).toBe(1)
  await look()
  expect(new Set([...collected].concat(people.map(({ id }) => id))).size).toBe(2)
  for (const { id } of people) expect(await countItems(on, id)).toBe(60)
})

test('one of several people with a cursor that is refused starts over, and the others are known', async () => {
  const on = await startServer()
  const people = [await on.user(), await on.user(), await on.user()]
  const { look, collected } = startProcess(on)
  for (const person of people) await importSongs(person, ['a'])
  await look()
  for (const person of people) await importSongs(person, ['b'])
  await breakCursor(on, people[2] as TestUser)
  let alone = 0
  const failing = watched(on.feed, (count) => {
    if (count === 1) alone += 1
    if (alone === 2) throw new Error('the connection was lost')
  })
  await expect(look(failing)).rejects.toThrow('lost')
  expect(collected.size).toBe(1)
  await look()
  for (const person of people) expect(await titlesOf(on, person)).toEqual(['Song a', 'Song b'])
})

test('two processes that collect at once write each item once', async () => {
  const on = await startServer()
  const people = [await on.user(), await on.user(), await on.user()]
  for (const person of people) await importSongs(person, numbered(120))
  await Promise.all([startProcess(on).look(), startProcess(on).look(), startProcess(on).look()])
  await startProcess(on).look()
  for (const { id } of people) {
    expect(await countItems(on, id)).toBe(120)
    expect(await worksOf(on, id)).toHaveLength(120)
  }
})

test('works that lose their items and get them back before a look stay what they are', async () => {
  const on = await startServer()
  const ada = await on.user()
  const { look } = startProcess(on)
  const first = await importSongs(ada, numbered(120))
  await look()
  const before = await worksOf(on, ada.id)
  await undo(ada, first)
  await importSongs(ada, numbered(120))
  await look()
  expect(await worksOf(on, ada.id)).toEqual(before)
  expect(await countItems(on, ada.id)).toBe(120)
})

test('a work that has lost its items is removed, and one that an ended process has left', async () => {
  const on = await startServer()
  const ada = await on.user()
  const { look, checked } = startProcess(on)
  await importSongs(ada, ['p1', 'p2'])
  const last = await importSongs(ada, ['p3'])
  await look()
  await undo(ada, last)
  await look()
  expect(await titlesOf(on, ada)).toEqual(['Song p1', 'Song p2'])

  const [, left] = await worksOf(on, ada.id)
  await on.db
    .deleteFrom('enrichment_items')
    .where('work_id', '=', left?.id ?? 0)
    .execute()
  await importSongs(ada, ['p4'])
  await look()
  expect(await titlesOf(on, ada)).toEqual(['Song p1', 'Song p2', 'Song p4'])
  // Once a day, and in a new process.
  checked.clear()
  await importSongs(ada, ['p5'])
  await look()
  expect(await titlesOf(on, ada)).toEqual(['Song p1', 'Song p4', 'Song p5'])
})

test('a library that is read from its beginning again keeps its works, but for those whose items are gone', async () => {
  const on = await startServer()
  const [ada, ben] = [await on.user(), await on.user()]
  const gone = await importSongs(ada, ['gone'])
  await importSongs(ada, numbered(1_200))
  await importSongs(ben, ['p1'])
  const { look, restarted } = startProcess(on)
  await look()
  const before = await worksOf(on, ada.id)
  const bens = await worksOf(on, ben.id)
  expect(before).toHaveLength(1_201)

  await breakCursor(on, ada)
  await undo(ada, gone)
  await importSongs(ben, ['p2'])
  await look()
  expect(restarted).toEqual(new Set([ada.id]))
  expect(await worksOf(on, ada.id)).toEqual(before)
  expect(await worksOf(on, ben.id)).toEqual([...bens, expect.objectContaining({ title: 'Song p2' })])
  await look()
  expect(restarted).toEqual(new Set())
  expect(await worksOf(on, ada.id)).toEqual(before.filter(({ title }) => title !== 'Song gone'))
  expect(await countItems(on, ada.id)).toBe(1_200)
})

test('a library that one process reads again and another to its end has no works without items', async () => {
  const on = await startServer()
  const ada = await on.user()
  const gone = await importSongs(ada, ['gone'])
  await importSongs(ada, numbered(1_200))
  const [one, other] = [startProcess(on), startProcess(on)]
  await one.look()
  await other.look()
  await breakCursor(on, ada)
  await undo(ada, gone)
  await one.look()
  await importSongs(ada, ['new'])
  await other.look()
  await other.look()
  await one.look()
  expect(await titlesOf(on, ada)).not.toContain('Song gone')
  expect(one.restarted).toEqual(new Set())
  expect(await countItems(on, ada.id)).toBe(1_201)
})

test('what changed while a person was disabled is read when the person is back', async () => {
  const on = await startServer()
  const ada = await on.user()
  const { look } = startProcess(on)
  await look()
  const setDisabled = (at: Date | null) =>
    on.db
      .updateTable('users' as never)
      .set({ disabled_at: at } as never)
      .where('id' as never, '=', ada.id as never)
      .execute()
  await importSongs(ada, ['p1'])
  await setDisabled(new Date())
  await look()
  await setDisabled(null)
  await look()
  expect(await titlesOf(on, ada)).toEqual(['Song p1'])
})

test('a person can be deleted while their changes are written', async () => {
  const on = await startServer()
  const people = [await on.user(), await on.user(), await on.user()].toSorted((a, b) =>
    a.id < b.id ? -1 : 1,
  )
  const { look } = startProcess(on)
  await look()
  for (const person of people) await importSongs(person, ['a'])
  const [first, second, third] = people as [TestUser, TestUser, TestUser]
  const client = await on.server.kernel.getService(database).pool.connect()
  try {
    await client.query('begin')
    await client.query('select from users where id = $1 for update', [second.id])
    const looked = look()
    await expect
      .poll(
        async () =>
          (await client.query("select from pg_stat_activity where wait_event_type = 'Lock'")).rowCount,
      )
      .toBeGreaterThan(0)
    await client.query('delete from users where id = $1', [second.id])
    await client.query('commit')
    await looked
  } finally {
    client.release()
  }
  for (const person of [first, third]) expect(await titlesOf(on, person)).toEqual(['Song a'])
  expect(await worksOf(on, second.id)).toEqual([])
})

test('a look that is stopped leaves the rest for the next one', async () => {
  const on = await startServer()
  const people: TestUser[] = []
  for (let n = 0; n < 25; n += 1) people.push(await on.user())
  for (const person of people) await importSongs(person, ['a'])
  const { look, behind } = startProcess(on)
  const stopping = new AbortController()
  await look(
    watched(on.feed, () => stopping.abort()),
    stopping.signal,
  )
  expect(behind.size).toBe(5)
  await look()
  for (const person of people) expect(await titlesOf(on, person)).toEqual(['Song a'])
})
