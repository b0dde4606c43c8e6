import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeFeed } from '../src/index.ts'
import { erase, type NotesServer, openTransaction, startNotes, write } from './notes-server.ts'

let server: NotesServer

beforeAll(async () => {
  server = await startNotes()
})
afterAll(() => server.stop())

test('those of several people whose data has changed are found, each moment once', async () => {
  const { ada, bob, db } = server
  const feed = server.kernel.getService(changeFeed)
  const userIds = [ada.id, bob.id]
  await write(db, ada, { before: '1' })
  const begun = await feed.findChanged({ userIds })
  expect(begun.changed).toEqual([])
  const quiet = await feed.findChanged({ userIds, since: begun.now })
  expect(quiet.changed).toEqual([])

  const open = await openTransaction(server, (trx) => write(trx, ada, { slow: '1' }))
  await write(db, bob, { note: '1' })
  const first = await feed.findChanged({ userIds, since: quiet.now })
  expect(first.changed).toEqual([bob.id])
  await open.commit()
  const second = await feed.findChanged({ userIds, since: first.now })
  expect(second.changed).toEqual([ada.id])

  await erase(db, ada, 'slow')
  const third = await feed.findChanged({ userIds, since: second.now })
  expect(third.changed).toEqual([ada.id])
  expect((await feed.findChanged({ userIds: [bob.id], since: second.now })).changed).toEqual([])
})

test('those whose data of other types alone has changed are left out, if types are named', async () => {
  const { ada, bob, db } = server
  const feed = server.kernel.getService(changeFeed)
  const { now: since } = await feed.findChanged({ userIds: [] })
  await write(db, ada, { typed: '1' })
  await write(db, bob, { typed: '1' })
  const changed = async (types: readonly string[]) =>
    (await feed.findChanged({ userIds: [ada.id, bob.id], since, types })).changed
  expect(await changed(['note'])).toEqual([ada.id, bob.id])
  expect(await changed(['entry'])).toEqual([])
  const { now: written } = await feed.findChanged({ userIds: [] })
  await erase(db, bob, 'typed')
  expect(
    (await feed.findChanged({ userIds: [ada.id, bob.id], since: written, types: ['note'] })).changed,
  ).toEqual([bob.id])
})

test('a moment of a database that was left is refused', async () => {
  const feed = server.kernel.getService(changeFeed)
  const since = Buffer.from(JSON.stringify(['unknown', 0, 1, [], 0, ''])).toString('base64url')
  await expect(feed.findChanged({ userIds: [server.ada.id], since })).rejects.toMatchObject({
    code: 'CHANGES_START_OVER',
  })
})
