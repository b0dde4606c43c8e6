import { IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type SearchServer, startSearch } from './search-server.ts'

let it: SearchServer

beforeEach(async () => {
  it = await startSearch()
})

afterEach(() => it.stop())

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 20, timeout: 20_000 })

/** Chooses an instance and waits until all have their items in it. */
async function choose(id: string | undefined): Promise<void> {
  it.instances.chosen = id
  if (id !== undefined)
    await until(async () => expect(await it.state()).toMatchObject({ instance: { id }, problem: null }))
}

/** Waits until nothing is left to send. */
const settled = () =>
  until(async () => {
    const { rows } =
      await sql`select from search_people where due_since is not null or not is_filled`.execute(it.db)
    expect(rows).toHaveLength(0)
  })

describe('the library', () => {
  test('is searched in PostgreSQL without an instance, which is not asked', async () => {
    await it.ada.add([{ title: 'The Otter' }, { title: 'Potters' }])
    expect(await it.ada.find('otter')).toEqual(['Potters', 'The Otter'])
    expect(it.one.queries).toBe(0)
    expect(await it.state()).toMatchObject({ instance: null, problem: null })
  })

  test('is searched by the chosen instance, also for creators, once everything is in it', async () => {
    await it.ada.add([{ title: 'Blue', creators: ['Joni Mitchell'] }, { title: 'River' }])
    expect(await it.ada.find('joni')).toEqual([])
    await choose('one')
    expect(await it.ada.find('joni')).toEqual(['Blue'])
    expect(await it.bob.find('joni')).toEqual([])
    expect(await it.state()).toMatchObject({ people: 2, filledPeople: 2, documents: 2, problem: null })
    expect(await it.health()).not.toContain('search instance')
  })

  test('has the same items in the list, the timeline, the summary and the export', async () => {
    await it.ada.add([
      { title: 'Blue', creators: ['Joni'], occurredAt: '2026-01-01T10:00:00Z' },
      { title: 'Hejira', creators: ['Joni'], occurredAt: '2026-02-01T10:00:00Z' },
      { title: 'River', occurredAt: '2026-02-01T11:00:00Z' },
    ])
    await choose('one')
    expect(await it.ada.find('joni', '&from=2026-02-01')).toEqual(['Hejira'])
    const timeline = await it.ada.get('/api/library/timeline?text=joni')
    expect(JSON.stringify(timeline.json())).toContain('2026-02-01')
    const exported = await it.ada.get('/api/library/export?text=joni&format=jsonl')
    expect(exported.body).toContain('Hejira')
    expect(exported.body).not.toContain('River')
  })

  test('pages through what the index finds, in the order of time', async () => {
    const titles = Array.from({ length: 7 }, (_, n) => ({
      title: `Song ${n}`,
      creators: ['Joni'],
      occurredAt: `2026-01-0${n + 1}T00:00:00Z`,
    }))
    await it.ada.add(titles)
    await choose('one')
    const seen: string[] = []
    let cursor = ''
    do {
      const { items, nextCursor } = (await it.ada.get(`/api/library/items?text=joni&limit=3${cursor}`)).json()
      seen.push(...items.map(({ title }: { title: string }) => title))
      cursor = nextCursor === null ? '' : `&cursor=${encodeURIComponent(nextCursor)}`
    } while (cursor !== '')
    expect(seen).toEqual(titles.map(({ title }) => title).toReversed())
  })

  test('never shows what an index invents, or what is of another person or deleted', async () => {
    const [own = 0, gone = 0] = await it.ada.add([{ title: 'Blue', creators: ['Joni'] }, { title: 'Gone' }])
    const [foreign = 0] = await it.bob.add([{ title: 'Secret of Bob' }])
    await choose('one')
    await sql`delete from media_items where id = ${gone}`.execute(it.db)
    it.one.planted.push(String(foreign), String(gone), '999999', '1 or 1=1', String(own))
    expect(await it.ada.find('joni')).toEqual(['Blue'])
    expect(it.one.queries).toBeGreaterThan(0)
  })

  test('has the titles where the index finds nothing: it is never empty for the index alone', async () => {
    await it.ada.add([{ title: 'Hippopotamus' }])
    await choose('one')
    await sql`delete from found_documents`.execute(it.db)
    expect(await it.ada.find('popot')).toEqual(['Hippopotamus'])
  })
})

describe('the index follows', () => {
  test('new, changed and deleted items', async () => {
    const [first = 0, second = 0] = await it.ada.add([{ title: 'One' }, { title: 'Two' }])
    await choose('one')
    await it.ada.add([{ title: 'Three' }])
    await sql`update media_items set title = 'Uno', updated_at = now() where id = ${first}`.execute(it.db)
    await sql`delete from media_items where id = ${second}`.execute(it.db)
    await until(async () => expect(await it.one.documents()).toEqual({ [it.ada.id]: ['Uno', 'Three'] }))
  })

  test('the deletion of a source and of a person', async () => {
    await it.ada.add([
      { title: 'One', integration: 'netflix' },
      { title: 'Two', integration: 'spotify' },
    ])
    await it.bob.add([{ title: 'Three' }])
    await choose('one')
    await sql`delete from media_items where user_id = ${it.ada.id} and platform = 'netflix'`.execute(it.db)
    await until(async () =>
      expect(await it.one.documents()).toEqual({ [it.ada.id]: ['Two'], [it.bob.id]: ['Three'] }),
    )
    await sql`delete from media_items where user_id = ${it.bob.id}`.execute(it.db)
    await sql`delete from users where id = ${it.bob.id}`.execute(it.db)
    await until(async () => expect(await it.one.documents()).toEqual({ [it.ada.id]: ['Two'] }))
    await until(async () => expect(await it.state()).toMatchObject({ people: 1 }))
  })

  test('the choice: another instance is filled, and the one before is emptied', async () => {
    await it.ada.add([{ title: 'One' }, { title: 'Two' }])
    await choose('one')
    await choose('two')
    expect(await it.two.documents()).toEqual({ [it.ada.id]: ['One', 'Two'] })
    await until(async () => expect(await it.one.documents()).toEqual({}))
    await choose(undefined)
    await until(async () => expect(await it.two.documents()).toEqual({}))
    expect(await it.ada.find('one')).toEqual(['One'])
  })

  test('a changed configuration: it starts over, with what an earlier fill has left removed', async () => {
    await it.ada.add([{ title: 'One' }])
    await choose('one')
    await sql`insert into found_documents values ('one', '77', ${it.ada.id}, 'left behind')`.execute(it.db)
    it.one.calls.length = 0
    it.instances.change('one', {})
    await until(() => expect(it.one.calls).toContain('index 1'))
    await settled()
    expect(it.one.calls).toContain('removeAll')
    expect(await it.one.documents()).toEqual({ [it.ada.id]: ['One'] })
  })

  test('many items, in pages', { timeout: 60_000 }, async () => {
    await sql`
      insert into media_items (user_id, platform, external_id, type, title, occurred_on, sort_at, identity, raw)
      select ${it.ada.id}, 'netflix', n::text, 'movie', 'Song ' || n, '2026-01-01', '2026-01-01', gen_random_uuid(), '{}'
      from generate_series(1, 1234) as n`.execute(it.db)
    await choose('one')
    expect((await it.one.documents())[it.ada.id]).toHaveLength(1_234)
    expect(it.one.calls.filter((call) => call.startsWith('index'))).toEqual([
      'index 500',
      'index 500',
      'index 234',
    ])
  })
})

describe('an instance that is', () => {
  test('down is replaced by PostgreSQL, which health and the administrator are told, until it is well again', async () => {
    await it.ada.add([{ title: 'Blue', creators: ['Joni'] }])
    await choose('one')
    it.one.before = () => {
      throw new IntegrationError('upstream', 'The service cannot be reached.\0')
    }
    expect(await it.ada.find('blue')).toEqual(['Blue'])
    await it.ada.add([{ title: 'Green' }])
    await until(async () =>
      expect(await it.state()).toMatchObject({
        problem: 'failing',
        failure: 'The service cannot be reached.\ufffd',
      }),
    )
    expect(await it.health()).toContain('search instance does not take changes')
    expect(await it.ada.find('green')).toEqual(['Green'])
    it.one.before = () => {}
    it.clock.now += 120_000
    await until(async () => expect(await it.state()).toMatchObject({ problem: null, failure: null }))
    expect(await it.one.documents()).toEqual({ [it.ada.id]: ['Blue\nJoni', 'Green'] })
    expect(await it.ada.find('joni')).toEqual(['Blue'])
  })

  test('behind is not asked', async () => {
    await it.ada.add([{ title: 'Blue' }])
    await choose('one')
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    it.one.before = (what) => (what === 'write' ? held : undefined)
    await it.ada.add([{ title: 'Blue Two' }])
    await until(async () => {
      const { rows } = await sql`select from search_people where due_since is not null`.execute(it.db)
      expect(rows).not.toHaveLength(0)
    })
    await sql`update search_people set due_since = now() - interval '1 minute' where due_since is not null`.execute(
      it.db,
    )
    const before = it.one.queries
    expect(await it.ada.find('blue')).toEqual(['Blue', 'Blue Two'])
    expect(it.one.queries).toBe(before)
    expect(await it.state()).toMatchObject({ problem: 'behind', behindPeople: 1 })
    expect(await it.health()).toContain('behind')
    release()
    await settled()
    await it.ada.find('blue')
    expect(it.one.queries).toBe(before + 1)
  })

  test.each([
    ['deleted', 'missing', () => it.instances.delete('one')],
    ['disabled', 'unusable', () => it.instances.change('one', { state: 'disabled' })],
  ])('%s is not asked, and the state says so', async (_name, problem, act) => {
    await it.ada.add([{ title: 'Blue' }])
    await choose('one')
    act()
    const before = it.one.queries
    expect(await it.ada.find('blue')).toEqual(['Blue'])
    expect(it.one.queries).toBe(before)
    expect(await it.state()).toMatchObject({ problem })
    expect(await it.health()).toContain('search instance')
  })

  test('not watched by any process is not asked', async () => {
    await it.ada.add([{ title: 'Blue' }])
    await choose('one')
    it.one.before = (what) => (what === 'query' ? Promise.reject(new Error('asked')) : undefined)
    await sql`update search_watch set watcher = 'another', until = now() + interval '1 hour', looked_at = now() - interval '1 minute'`.execute(
      it.db,
    )
    await until(async () => expect(await it.state()).toMatchObject({ problem: 'stopped' }))
    expect(await it.ada.find('blue')).toEqual(['Blue'])
  })
})

test('a cursor that cannot be read, as after a downgrade, fills its person again and does not hold up the others', async () => {
  await it.ada.add([{ title: 'One' }])
  await it.bob.add([{ title: 'Two' }])
  await choose('one')
  await sql`update search_people set cursor = 'of a later version', due_since = '2020-01-01' where user_id = ${it.ada.id}`.execute(
    it.db,
  )
  await it.bob.add([{ title: 'Three' }])
  await it.ada.add([{ title: 'Four' }])
  await settled()
  expect(await it.one.documents()).toEqual({ [it.ada.id]: ['One', 'Four'], [it.bob.id]: ['Two', 'Three'] })
})

test('a refusal of one person’s documents does not hold up the others', async () => {
  await it.ada.add([{ title: 'Refused' }])
  await it.bob.add([{ title: 'Fine' }])
  const index = it.one.index.bind(it.one)
  it.one.index = async (personId, documents) => {
    if (documents.some(({ text }) => text === 'Refused'))
      throw new IntegrationError('invalid_data', 'Refused.')
    return index(personId, documents)
  }
  it.instances.chosen = 'one'
  await until(async () => expect(await it.one.documents()).toEqual({ [it.bob.id]: ['Fine'] }))
  await until(async () => expect(await it.state()).toMatchObject({ problem: 'failing', filledPeople: 1 }))
})

test('what a process has sent after it lost the watch is sent again: it may be older than what another has sent', async () => {
  const [id = 0] = await it.ada.add([{ title: 'Old title' }])
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let writes = 0
  it.one.after = () => (++writes === 1 ? held : undefined)
  it.instances.chosen = 'one'
  await until(() => expect(writes).toBe(1))
  // Another process takes over, sends the newer title and saves its cursor.
  await sql`update search_watch set watcher = 'another', until = now() + interval '1 hour'`.execute(it.db)
  await sql`update media_items set title = 'New title', updated_at = now() where id = ${id}`.execute(it.db)
  await sql`update search_people set cursor = 'of the other', is_filled = true, due_since = null`.execute(
    it.db,
  )
  release()
  await until(async () => {
    const { rows } = await sql<{ cursor: string | null }>`
      select cursor from search_people where user_id = ${it.ada.id} and due_since is not null`.execute(it.db)
    expect(rows).toEqual([{ cursor: null }])
  })
  await sql`update search_watch set until = now() - interval '1 second'`.execute(it.db)
  await until(async () => expect(await it.one.documents()).toEqual({ [it.ada.id]: ['New title'] }))
})
