import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { database, databasePlugin } from '@tributary/database'
import { type OwnPostgresServer, startPostgresServer } from '@tributary/database/testing'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger, operationsPlugin } from '../src/index.ts'

const REQUESTS = 30

/** One route that needs the database. */
const reader: Plugin = {
  name: 'reader',
  version: '1.0.0',
  uses: [database],
  configureRoutes: (context) => ({
    public: (app) => {
      app.get('/', { schema: { summary: 'Read', response: { 200: Type.Integer() } } }, async () => {
        const { rows } = await context.getService(database).pool.query<{ one: number }>('select 1 as one')
        return rows[0]?.one ?? 0
      })
    },
  }),
}

let postgres: OwnPostgresServer
let kernel: Kernel
const lines: string[] = []

beforeAll(async () => {
  postgres = await startPostgresServer()
  kernel = createKernel({
    logger: createLogger({ destination: { write: (line) => lines.push(line) } }),
    plugins: [
      databasePlugin({ databaseUrl: await postgres.createDatabase(), dataDir: '.' }),
      reader,
      operationsPlugin(),
    ],
  })
  await kernel.boot()
})
afterAll(async () => {
  await kernel.stop()
  await postgres.stop()
})

const statuses = async () => {
  const answers = await Promise.all(
    Array.from({ length: REQUESTS }, () => kernel.app.inject('/api/public/reader')),
  )
  return new Set(answers.map((answer) => answer.statusCode))
}

test('an outage of the database is logged once at its start and once at its end, however many requests fail', async () => {
  expect(await statuses()).toEqual(new Set([200]))
  lines.length = 0
  await postgres.pause()
  // A connection handed out before its end was noticed breaks in use: the error is a lost connection, not a refusal.
  await expect.poll(() => kernel.getService(database).pool.idleCount).toBe(0)
  expect(await statuses()).toEqual(new Set([503]))
  await postgres.resume()
  expect(await statuses()).toEqual(new Set([200]))
  const others = lines
    .map((line) => JSON.parse(line) as { level: string; msg: string })
    .filter(({ msg }) => msg !== 'request completed')
  expect(others.map(({ msg }) => msg)).toEqual([
    expect.stringMatching(/cannot be reached|lost/),
    'database reachable again',
  ])
  expect(others[0]).toMatchObject({
    level: 'error',
    plugin: 'database',
    err: { message: expect.any(String) },
  })
  expect(others[1]).toMatchObject({ level: 'info', refused: REQUESTS })
  const bytes = lines.reduce((sum, line) => sum + line.length, 0)
  expect(bytes / REQUESTS / 2).toBeLessThan(400)
})
