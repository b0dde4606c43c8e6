import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeFeed } from '../src/index.ts'
import { type NotesServer, openTransaction, startNotes, write } from './notes-server.ts'

let server: NotesServer

beforeAll(async () => {
  server = await startNotes()
})
afterAll(() => server.stop())

test('a reader within the many rows of a transaction that was open misses none of a later one', async () => {
  const { ada, db } = server
  const feed = server.kernel.getService(changeFeed)
  const types = ['entry']
  const entry = (text: string) => ({ user_id: ada.id, text })
  await db
    .insertInto('entries')
    .values([entry('low')])
    .execute()
  const { nextCursor: begun } = await feed.read({ userId: ada.id, types, limit: 100 })
  const open = await openTransaction(server, async (trx) => {
    await trx
      .insertInto('entries')
      .values(Array.from({ length: 10 }, (_, n) => entry(`open ${n}`)))
      .execute()
  })
  // So that the next number is above that of the open transaction.
  await write(db, ada, { other: '1' })
  let { nextCursor: cursor } = await feed.read({ userId: ada.id, types, limit: 100, cursor: begun })
  await db.updateTable('entries').set({ text: 'low changed' }).where('text', '=', 'low').execute()
  await open.commit()

  const seen = new Set<unknown>()
  for (let hasMore = true; hasMore; ) {
    const page = await feed.read({ userId: ada.id, types, limit: 3, cursor })
    for (const { resource } of page.items) seen.add((resource as { readonly text: string }).text)
    ;({ nextCursor: cursor, hasMore } = page)
  }
  expect(seen).toEqual(new Set(['low changed', ...Array.from({ length: 10 }, (_, n) => `open ${n}`)]))
})
