import type { LightMyRequestResponse } from 'fastify'
import { expect, test } from 'vitest'
import { answering, boot, documented, plugin, signedIn } from './boot-plugins.ts'

const REQUESTS = { http: { requests: { perPerson: 2, expensivePerPerson: 1, longestWait: 20 } } }

async function serve() {
  const held: (() => void)[] = []
  const things = plugin('things', {
    configureRoutes: () => ({
      async routes(app) {
        await answering('/', {})(app)
        await answering('/search', { cost: 'expensive' })(app)
        app.get(
          '/slow',
          { schema: documented() },
          async () => new Promise((resolve) => held.push(() => resolve('ok'))),
        )
      },
      public: answering('/'),
    }),
  })
  const { app } = await boot([...signedIn(), things], REQUESTS)
  const ask = (url: string) => app.inject({ url, headers: { as: 'user' } })
  return { ask, held, release: () => held.splice(0).forEach((each) => each()) }
}

const limits = ({ headers }: LightMyRequestResponse) => [headers['ratelimit-policy'], headers['ratelimit']]

test('a signed-in person gets the limit of concurrent requests, and how many more are possible', async () => {
  const { ask, held, release } = await serve()
  const policy = '"requests";q=2;qu="concurrent-requests"'
  expect(limits(await ask('/api/things'))).toEqual([policy, '"requests";r=1'])
  expect(limits(await ask('/api/things/search'))).toEqual([
    `${policy}, "expensive";q=1;qu="concurrent-requests"`,
    '"requests";r=1, "expensive";r=0',
  ])
  const slow = ask('/api/things/slow')
  void slow.then(() => undefined)
  await expect.poll(() => held.length).toBe(1)
  expect(limits(await ask('/api/things'))).toEqual([policy, '"requests";r=0'])
  const other = ask('/api/things/slow')
  void other.then(() => undefined)
  await expect.poll(() => held.length).toBe(2)
  const refused = await ask('/api/things')
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '5'])
  expect(limits(refused)).toEqual([policy, '"requests";r=0'])
  release()
  await Promise.all([slow, other])
  expect(limits(await ask('/api/things'))).toEqual([policy, '"requests";r=1'])
})

test('an address, which people may share, does not get the remaining number', async () => {
  const { ask } = await serve()
  expect(limits(await ask('/api/public/things'))).toEqual([undefined, undefined])
})
