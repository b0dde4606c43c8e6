import type { Kysely } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Position } from '../src/position.ts'
import { explainPages } from '../src/testing.ts'
import { type NotesServer, noteTypes, openTransaction, startNotes, write } from './notes-server.ts'

const ENTRIES = 20_000

let server: NotesServer
beforeAll(async () => {
  server = await startNotes()
})
afterAll(() => server.stop())

it('pages cost the same while PostgreSQL knows nothing of a table yet', async () => {
  const before = await read()
  await server.database.pool.query(
    `insert into entries (user_id, text) select $1, 'first' from generate_series(1, ${ENTRIES})`,
    [server.ada.id],
  )
  const { found, rows } = await read(before.position)
  expect(found).toHaveLength(ENTRIES)
  expect(Math.max(...rows)).toBeLessThan(2_000)
})

it('pages within long transactions that were open before cost the same, in the order of their ids', async () => {
  const start = (await read()).position
  const values = { user_id: server.ada.id, text: 'long' }
  const fill = (trx: Parameters<Parameters<typeof openTransaction>[1]>[0]) =>
    trx
      .insertInto('entries')
      .values(Array.from({ length: ENTRIES / 2 }, () => values))
      .execute()
      .then(() => {})
  const open = [await openTransaction(server, fill), await openTransaction(server, fill)]
  await write(server.db, server.ada, { meanwhile: '1' })
  const before = await read(start)
  expect(before.found).toEqual(['note meanwhile'])
  for (const transaction of open) await transaction.commit()
  await server.database.pool.query('analyze entries')
  const { found, rows } = await read(before.position)
  const ids = found.map((entry) => Number(entry.replace('entry ', '')))
  expect(ids).toEqual(Array.from({ length: ENTRIES }, (_, n) => (ids[0] ?? 0) + n))
  expect(Math.max(...rows)).toBeLessThan(2_000)
})

async function read(from?: Position) {
  const found: string[] = []
  const rows: number[] = []
  let position = from
  const query = { types: noteTypes, userId: server.ada.id, limit: 200, from }
  for await (const page of explainPages(server.db as unknown as Kysely<unknown>, query)) {
    found.push(...page.found)
    rows.push(page.rows)
    position = page.position
  }
  return { found, rows, position }
}
