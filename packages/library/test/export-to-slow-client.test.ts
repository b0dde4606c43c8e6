import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { database } from '@tributary/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LibraryServer, record, startLibrary } from './library-server.ts'

/** Several pages of an export, each of several megabytes even when packed: more than a connection buffers. */
const ITEMS = 12_000
const BATCH = 1000

let server: LibraryServer
beforeAll(async () => {
  server = await startLibrary()
  for (let first = 0; first < ITEMS; first += BATCH)
    await server.ada.write(
      Array.from({ length: BATCH }, (_, index) =>
        record(first + index, { url: `https://example.org/${randomBytes(3000).toString('hex')}` }),
      ),
    )
  await server.kernel.app.listen({ port: 0, host: '127.0.0.1' })
}, 120_000)
afterAll(async () => server.stop())

test.each([
  { format: 'jsonl', pages: 12 },
  { format: 'csv', pages: 6 },
])(
  'an export as $format is read as far as its client takes it, and a client that leaves frees the database',
  async ({ format, pages }) => {
    const { app } = server.kernel
    const { pool } = server.kernel.getService(database)
    let statements = 0
    pool.on('acquire', () => (statements += 1))
    const sent = get({
      port: (app.server.address() as AddressInfo).port,
      path: `/api/library/export?format=${format}`,
      headers: { authorization: `Bearer ${server.ada.key}`, 'accept-encoding': 'gzip' },
    })
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip' })
    await once(response, 'readable')
    await expect
      .poll(
        stands(() => statements),
        { interval: 500, timeout: 20_000 },
      )
      .toBe(true)
    const ahead = statements
    expect(ahead).toBeGreaterThan(1)
    expect(ahead).toBeLessThan(pages)
    // A client that does not read holds no connection.
    await expect.poll(() => pool.totalCount - pool.idleCount).toBe(0)

    sent.destroy()
    await expect
      .poll(
        stands(() => statements),
        { interval: 500, timeout: 20_000 },
      )
      .toBe(true)
    expect(statements).toBeLessThanOrEqual(ahead + 1)
    await expect.poll(() => pool.totalCount - pool.idleCount).toBe(0)
  },
  60_000,
)

/** Whether a number is what it was at the three calls before: on a busy machine the next page takes a while. */
function stands(read: () => number): () => boolean {
  let before = Number.NaN
  let same = 0
  return () => {
    same = read() === before ? same + 1 : 0
    before = read()
    return same >= 3
  }
}
