import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LibraryServer, record, startLibrary } from './library-server.ts'

let server: LibraryServer
beforeAll(async () => {
  server = await startLibrary()
})
afterAll(async () => server.stop())

test('pages of two connections with the same items, in any order, do not deadlock', async () => {
  const [one, other] = [crypto.randomUUID(), crypto.randomUUID()]
  const title = (round: number, who: string) => ({ title: `${round} ${who}` })
  for (let round = 0; round < 15; round += 1) {
    const page = (who: string) =>
      Array.from({ length: 500 }, (_, number) => record(number, title(round, who)))
    const written = await Promise.all([
      server.ada.write(page('one'), 'netflix', one),
      server.ada.write(page('other').toReversed(), 'netflix', other),
    ])
    expect(written.map(({ inserted, updated }) => inserted + updated)).toEqual([500, 500])
  }
})
