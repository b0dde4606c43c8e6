import { afterEach, expect, test } from 'vitest'
import { operationsPlugin } from '../src/index.ts'
import { requestCounter, requestCounts } from './examples/request-counter.ts'
import { boot, songs, stopAll } from './sample-kernel.ts'

afterEach(stopAll)

const user = { 'x-role': 'user' }

test('the request counter counts each route and offers the counts as route and service', async () => {
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
