import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServerProcess, temporaryDirectory } from './server-process.ts'

const ROUNDS = 50

interface Thing {
  readonly method: string
  /** Another state than that of the round before. */
  edit(round: number): object
  address(server: ServerProcess): Promise<string>
}

/** Editable things of each kind. */
const THINGS: readonly Thing[] = [
  {
    method: 'PUT',
    edit: () => ({ name: randomUUID(), entries: [] }),
    async address(server) {
      const reply = await send(server, 'POST', '/api/metrics/templates', { name: 'Sleep', entries: [] })
      return reply.headers.get('location') ?? ''
    },
  },
  {
    method: 'PUT',
    // Several rows that are replaced.
    edit: (round) => ({
      order: round % 2 === 0 ? ['manual', 'oura', 'fitbit'] : ['manual', 'fitbit', 'oura'],
    }),
    async address(server) {
      await send(server, 'PUT', '/api/metrics/preferences', { order: ['fitbit'] })
      return '/api/metrics/preferences'
    },
  },
  {
    method: 'PATCH',
    edit: (round) => ({ role: round % 2 === 0 ? 'admin' : 'user' }),
    async address(server) {
      const user = { email: `${randomUUID()}@example.org`, password: 'a long enough password' }
      const reply = await send(server, 'POST', '/api/admin/accounts/users', user)
      return reply.headers.get('location') ?? ''
    },
  },
]

function send(server: ServerProcess, method: string, path: string, body: object, headers = {}) {
  return server.fetch(path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

describe('If-Match over two processes on one database', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let servers: readonly [ServerProcess, ServerProcess]
  beforeAll(async () => {
    directory = await temporaryDirectory()
    const first = await ServerProcess.start({ DATA_DIR: directory.path })
    await first.signIn()
    const second = await ServerProcess.start({ DATA_DIR: directory.path })
    await second.signIn()
    servers = [first, second]
  })
  afterAll(async () => {
    for (const server of servers) await server[Symbol.asyncDispose]()
    await directory[Symbol.asyncDispose]()
  })

  test(`of two edits that name the same tag, one passes, ${ROUNDS} times`, { timeout: 240_000 }, async () => {
    const places = await Promise.all(THINGS.map((thing) => thing.address(servers[0])))
    for (let round = 0; round < ROUNDS; round++) {
      const { method, edit } = THINGS[round % THINGS.length] as Thing
      const path = places[round % places.length] ?? ''
      const tag = (await servers[1].fetch(path)).headers.get('etag') ?? ''
      expect(tag, path).not.toBe('')
      const race = [...servers, ...servers].map((server) =>
        send(server, method, path, edit(round), { 'if-match': tag }),
      )
      const replies = await Promise.all(race)
      const statuses = replies.map(({ status }) => status).toSorted((one, other) => one - other)
      expect(statuses, `${round}: ${method} ${path}`).toEqual([200, 412, 412, 412])
      const [won] = replies.filter(({ status }) => status === 200)
      expect((await servers[1].json(path)) as object).toEqual(await won?.json())
    }
  })
})
