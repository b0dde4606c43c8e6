import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { erase, type NotesServer, openTransaction, PollingClient, startNotes, write } from './notes-server.ts'

describe('the feed of changes', () => {
  let server: NotesServer

  beforeAll(async () => {
    server = await startNotes()
  })
  afterAll(async () => server.stop())

  /** One that has seen all that there is. */
  async function client(limit = 50): Promise<PollingClient> {
    const made = new PollingClient(server.ada, { limit })
    await made.catchUp()
    return made
  }

  it('contains each change once, and nothing of another person', async () => {
    const ada = await client()
    await write(server.db, server.ada, { a: '1', b: '1' })
    await write(server.db, server.bob, { c: '1' })
    expect(await ada.catchUp()).toEqual(['a=1', 'b=1'])
    expect(await ada.catchUp()).toEqual([])
    await write(server.db, server.ada, { a: '2' })
    await write(server.db, server.ada, { a: '3' })
    await erase(server.db, server.ada, 'b')
    expect(await ada.catchUp()).toEqual(['a=3', '-b'])
    expect(await ada.catchUp()).toEqual([])
  })

  it('leaves out updates that no list shows', async () => {
    await write(server.db, server.ada, { shown: '1' })
    const ada = await client()
    await server.db.updateTable('notes').set({ hidden: 1 }).where('name', '=', 'shown').execute()
    await write(server.db, server.ada, { shown: '1' })
    expect(await ada.catchUp()).toEqual([])
  })

  it('does not miss changes of a transaction that began earlier and ended later', async () => {
    const ada = await client()
    const slow = await openTransaction(server, (trx) => write(trx, server.ada, { slow: '1' }))
    await write(server.db, server.ada, { quick: '1' })
    // The slow one holds nothing up.
    expect(await ada.catchUp()).toEqual(['quick=1'])
    await write(server.db, server.ada, { later: '1' })
    expect(await ada.catchUp()).toEqual(['later=1'])
    await slow.commit()
    expect(await ada.catchUp()).toEqual(['slow=1'])
    expect(await ada.catchUp()).toEqual([])
  })

  it('does not delete a record that an earlier transaction has written again after a later one deleted it', async () => {
    await write(server.db, server.ada, { again: '1' })
    const ada = await client()
    const early = await openTransaction(server, async (trx) => {
      await write(trx, server.ada, { other: '1' })
    })
    await erase(server.db, server.ada, 'again')
    const writing = await openTransaction(server, (trx) => write(trx, server.ada, { again: '2' }))
    await writing.commit()
    await early.commit()
    await ada.catchUp()
    expect(ada.notes.get('again')).toBe('2')
    // The number of the second is lower than that of the deletion here.
    await write(server.db, server.ada, { reused: '1' })
    await ada.catchUp()
    const first = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const rewriting = server.database.transaction<never, void>(async (trx) => {
      await write(trx as never, server.ada, { unrelated: '1' })
      begun.resolve()
      await first.promise
      await write(trx as never, server.ada, { reused: '2' })
    })
    await begun.promise
    await erase(server.db, server.ada, 'reused')
    first.resolve()
    await rewriting
    await ada.catchUp()
    expect(ada.notes.get('reused')).toBe('2')
  })

  it('continues within a transaction that is longer than a page', async () => {
    const ada = await client(3)
    const texts = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`page${n}`, '1']))
    const slow = await openTransaction(server, (trx) => write(trx, server.ada, { 'page-slow': '1' }))
    await write(server.db, server.ada, texts)
    await erase(server.db, server.ada, 'page9')
    const came = await ada.catchUp()
    expect(came).toEqual([...Array.from({ length: 9 }, (_, n) => `page${n}=1`), '-page9'])
    await slow.commit()
    expect(await ada.catchUp()).toEqual(['page-slow=1'])
  })

  it('continues within a transaction that wrote more than a page of several types', async () => {
    const ada = await client(4)
    const slow = await openTransaction(server, async (trx) => {
      await trx
        .insertInto('entries')
        .values(Array.from({ length: 9 }, () => ({ user_id: server.ada.id, text: 's' })))
        .execute()
      await write(trx, server.ada, { 'both-slow': '1' })
    })
    await server.database.transaction<never, void>(async (trx) => {
      await write(trx as never, server.ada, { 'both-a': '1', 'both-b': '1' })
      await (trx as unknown as typeof server.db)
        .insertInto('entries')
        .values(Array.from({ length: 15 }, () => ({ user_id: server.ada.id, text: 'e' })))
        .execute()
    })
    const came = await ada.catchUp()
    expect(came).toHaveLength(17)
    expect(new Set(came).size).toBe(17)
    const numbers = came.flatMap((change) => (change.endsWith('=e') ? [Number.parseInt(change, 10)] : []))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    await slow.commit()
    expect(await ada.catchUp()).toHaveLength(10)
    await server.db.deleteFrom('entries').where('user_id', '=', server.ada.id).execute()
    await ada.catchUp()
    expect([...ada.notes.keys()].filter((id) => /^\d+$/.test(id))).toEqual([])
  })

  it('continues within a transaction while one that began earlier ends', async () => {
    const ada = await client(3)
    const before = ada.received.length
    const early = await openTransaction(server, (trx) =>
      write(trx, server.ada, { 'first-early': '1', 'second-early': '1' }),
    )
    const outer = await openTransaction(server, (trx) => write(trx, server.ada, { outer: '1' }))
    await write(
      server.db,
      server.ada,
      Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`mid${n}`, '1'])),
    )
    await ada.ask()
    await early.commit()
    await ada.ask()
    await outer.commit()
    const came = [...ada.received.slice(before), ...(await ada.catchUp())]
    expect(came.toSorted()).toEqual([...new Set(came)].toSorted())
    expect(came).toHaveLength(10)
  })

  it('begins with all existing records, without earlier deletions', async () => {
    await write(server.db, server.ada, { gone: '1' })
    await erase(server.db, server.ada, 'gone')
    const fresh = new PollingClient(server.ada, { limit: 2 })
    const came = await fresh.catchUp()
    expect(came.some((change) => change.startsWith('-'))).toBe(false)
    const { rows } = await sql<{ name: string; text: string }>`
      select name, text from notes where user_id = ${server.ada.id}`.execute(server.db)
    expect(fresh.notes).toEqual(new Map(rows.map(({ name, text }) => [name, text])))
    expect(came).toHaveLength(rows.length)
  })

  it('contains changes during the first reading', async () => {
    const fresh = new PollingClient(server.ada, { limit: 1 })
    await write(server.db, server.ada, { early: '1', keep: '1' })
    const page = (await server.ada.get('/api/changes?limit=1')).json()
    fresh.cursor = page.nextCursor
    for (const { id, resource } of page.items) fresh.notes.set(id, resource?.text ?? '')
    await erase(server.db, server.ada, page.items[0]?.id ?? '')
    await erase(server.db, server.ada, 'early')
    await write(server.db, server.ada, { keep: '2' })
    await fresh.catchUp()
    expect(fresh.notes.has('early')).toBe(false)
    expect(fresh.notes.has(page.items[0]?.id ?? '')).toBe(false)
    expect(fresh.notes.get('keep')).toBe('2')
  })

  it('skips existing records on request', async () => {
    const { nextCursor, items } = (await server.ada.get('/api/changes?cursor=now')).json()
    expect(items).toEqual([])
    await write(server.db, server.ada, { following: '1' })
    const next = (await server.ada.get(`/api/changes?cursor=${nextCursor}`)).json()
    expect(next.items.map(({ id }) => id)).toEqual(['following'])
  })

  it('serves a client across a restart of the server', async () => {
    const ada = await client()
    await write(server.db, server.ada, { before: '1' })
    await server.restart()
    await write(server.db, server.ada, { after: '1' })
    expect(await ada.catchUp()).toEqual(['before=1', 'after=1'])
  })

  it('includes the rows from before changes were tracked', async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from notes where user_id = 'old' and change_number > 0`.execute(
      server.db,
    )
    expect(rows).toEqual([{ count: 5 }])
  })

  it('refuses cursors of other types, and malformed ones', async () => {
    const { nextCursor } = (await server.ada.get('/api/changes?types=note')).json()
    expect((await server.ada.get(`/api/changes?types=note&cursor=${nextCursor}`)).statusCode).toBe(200)
    for (const cursor of ['x', 'x.y', `x.${nextCursor.split('.')[1]}`, `${nextCursor.split('.')[0]}.W10`]) {
      const answer = await server.ada.get(`/api/changes?types=note&cursor=${cursor}`)
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'DATABASE_BAD_CURSOR'])
    }
    const unknown = await server.ada.get('/api/changes?types=nothing')
    expect([unknown.statusCode, unknown.json().code]).toEqual([400, 'KERNEL_UNKNOWN_VALUE'])
  })
})
