import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChangePage, changeFeed } from '../src/index.ts'
import { erase, type NotesServer, startNotes, write } from './notes-server.ts'

const QUERY = { types: ['note', 'entry'], limit: 2 } as const

let server: NotesServer

beforeAll(async () => {
  server = await startNotes()
})
afterAll(() => server.stop())

test('a page of each of several people is what each of them would read alone', async () => {
  const { ada, bob, db } = server
  const feed = server.kernel.getService(changeFeed)
  await write(db, ada, { one: '1', two: '2', three: '3' })
  await write(db, bob, { one: 'other' })
  const people: { userId: string; cursor?: string }[] = [{ userId: bob.id }, { userId: ada.id }]
  const alone = () => Promise.all(people.map((person) => feed.read({ ...QUERY, ...person })))
  const contents = (pages: readonly ChangePage[]) => pages.map(({ items, hasMore }) => ({ items, hasMore }))

  const first = await feed.readEach({ ...QUERY, people })
  expect(contents(first)).toEqual(contents(await alone()))
  expect(first.map(({ items, hasMore }) => [items.length, hasMore])).toEqual([
    [1, false],
    [2, true],
  ])

  people.forEach((person, index) => Object.assign(person, { cursor: first[index]?.nextCursor }))
  await erase(db, bob, 'one')
  const second = await feed.readEach({ ...QUERY, people })
  expect(contents(second)).toEqual(contents(await alone()))
  expect(second.map(({ items, hasMore }) => [items.map(({ change }) => change), hasMore])).toEqual([
    [['delete'], false],
    [['upsert'], false],
  ])
})

test('it refuses all if one cursor is invalid, and reads none for none', async () => {
  const { ada, bob } = server
  const feed = server.kernel.getService(changeFeed)
  const people = [{ userId: ada.id }, { userId: bob.id, cursor: 'made-up' }]
  await expect(feed.readEach({ ...QUERY, people })).rejects.toMatchObject({ code: 'DATABASE_BAD_CURSOR' })
  expect(await feed.readEach({ ...QUERY, people: [] })).toEqual([])
})
