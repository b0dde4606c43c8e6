import { type Database, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { afterEach, expect, test } from 'vitest'
import { databaseHealthCheck, operationsPlugin, requestCounter, requestCounts } from '../src/index.ts'
import { boot, registering, songs, stopAll } from './sample-kernel.ts'

afterEach(stopAll)

const user = { 'x-role': 'user' }

test('the request counter counts each route and gives the counts as route and service', async () => {
  const kernel = await boot([songs, operationsPlugin(), requestCounter()])
  await kernel.app.inject({ url: '/api/songs/1', headers: user })
  await kernel.app.inject({ url: '/api/songs/2', headers: user })
  await kernel.app.inject('/nowhere')
  expect((await kernel.app.inject('/api/request-counter')).statusCode).toBe(401)
  const response = await kernel.app.inject({ url: '/api/request-counter', headers: user })
  expect(response.json()).toEqual({
    total: 3,
    routes: { 'GET /api/songs/:id': 2, 'GET /api/request-counter': 1 },
  })
  expect(kernel.getService(requestCounts).all()).toMatchObject({ 'GET /api/request-counter': 2 })
})

test('the database health check makes the server unready while the database is away', async () => {
  let away = true
  // Stands for a server that can be switched off; the real one is in the test below.
  const fake = registering('database', (context) =>
    context.registerService(database, () => ({
      ...({} as Database),
      check: async () => {
        if (away) throw new Error('connection refused')
      },
    })),
  )
  const kernel = await boot([fake, databaseHealthCheck(), operationsPlugin({ health: { cacheFor: 0 } })])
  const ready = () => kernel.app.inject('/health/ready')
  expect(await ready()).toMatchObject({ statusCode: 503 })
  expect((await ready()).json()).toMatchObject({ failing: ['database'] })
  away = false
  expect(await ready()).toMatchObject({ statusCode: 200 })
})

test('the database health check passes on a database that answers', async () => {
  const { options, remove } = await prepareTestDatabase()
  try {
    const kernel = await boot([databasePlugin(options), databaseHealthCheck(), operationsPlugin()])
    const { checks } = (await kernel.app.inject('/health')).json()
    expect(checks).toMatchObject([{ name: 'database', critical: true, status: 'passing' }])
    await stopAll()
  } finally {
    await remove()
  }
})
