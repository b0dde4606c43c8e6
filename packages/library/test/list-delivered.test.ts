import { database } from '@tributary/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listDelivered } from '../src/item-store.ts'
import type { LibraryTables } from '../src/tables.ts'
import { type LibraryServer, record, startLibrary } from './library-server.ts'

let server: LibraryServer
beforeAll(async () => {
  server = await startLibrary()
})
afterAll(async () => server.stop())

const dateOf = (day: number) => `2025-01-${String(day).padStart(2, '0')}`

test('delivered items are listed in whole days, and no more than fit in memory', async () => {
  for (let day = 1; day <= 21; day += 1) {
    const records = Array.from({ length: 1000 }, (_, index) =>
      record(day * 1000 + index, { occurredOn: dateOf(day) }),
    )
    await server.ada.write(records)
  }
  const db = server.kernel.getService(database).tables<LibraryTables>()
  const listOf = (startDate: string, endDate: string) =>
    listDelivered(db, { userId: server.ada.id, integration: 'netflix', dates: { startDate, endDate } })
  expect(await listOf(dateOf(20), dateOf(21))).toHaveLength(2000)
  const all = await listOf(dateOf(1), dateOf(31))
  const days = Map.groupBy(all, ({ date }) => date)
  // The 20,001 items are of 21 days. The last two days may be incomplete.
  expect([...days].map(([date, { length }]) => [date, length])).toEqual(
    Array.from({ length: 19 }, (_, index) => [dateOf(index + 1), 1000]),
  )
})
