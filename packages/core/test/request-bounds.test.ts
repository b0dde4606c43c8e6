import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerAll, type HeldRequests, holdRequests } from './held-requests.ts'

let server: HeldRequests
let open: HeldRequests['open']

beforeEach(async () => {
  server = await holdRequests({ perPerson: 6, expensivePerPerson: 2 })
  open = server.open
})

afterEach(() => server.stop())

const ask: HeldRequests['ask'] = (...given) => server.ask(...given)
const asked = (count: number) => server.asked(count)

describe('the requests of one person', () => {
  it('that are expensive are processed a few at a time; the next begins when one ends', async () => {
    const answers = [ask('expensive'), ask('expensive'), ask('expensive', 'ada', { key: 'k' })]
    await asked(2)
    expect(
      (await Promise.all([ask('broken', 'grace'), ask('broken', 'grace'), ask('broken', 'grace')])).map(
        ({ status }) => status,
      ),
    ).toEqual([500, 500, 500])
    open[0]?.answer()
    await asked(3)
    for (const each of open) each.answer()
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('do not affect other people, or cheap requests', async () => {
    const expensive = Array.from({ length: 10 }, () => ask('expensive'))
    await asked(2)
    const cheap = ask('cheap')
    const others = [ask('expensive', 'grace'), ask('cheap', 'grace')]
    await expect.poll(() => open.filter(({ person }) => person === 'grace').length).toBe(2)
    expect(open.filter(({ person }) => person === 'ada').length).toBeLessThanOrEqual(3)
    await answerAll(open)
    expect((await Promise.all([...expensive, cheap, ...others])).every(({ status }) => status === 200)).toBe(
      true,
    )
  })

  it('beyond the waiting limit are refused with Retry-After', async () => {
    const waiting = Array.from({ length: 6 * 13 }, () => ask('cheap'))
    await asked(6)
    const refused = await ask('cheap')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    expect(await refused.json()).toMatchObject({ code: 'KERNEL_RATE_LIMITED', status: 429 })
    const stream = ask('stream')
    await asked(7)
    open.at(-1)?.answer()
    expect((await stream).status).toBe(200)
    await answerAll(open)
    expect((await Promise.all(waiting)).every(({ status }) => status === 200)).toBe(true)
  })

  it('that are expensive and too many to wait are refused, and cheap ones are not', async () => {
    await server.stop()
    server = await holdRequests({ perPerson: 50, expensivePerPerson: 1 })
    open = server.open
    const waiting = Array.from({ length: 13 }, () => ask('expensive'))
    await asked(1)
    const refused = await ask('expensive')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    const cheap = ask('cheap')
    await asked(2)
    await answerAll(open)
    expect((await Promise.all([...waiting, cheap])).every(({ status }) => status === 200)).toBe(true)
  })

  it('release their place when the client disconnects, waiting or processed', async () => {
    const clients = Array.from({ length: 4 }, () => {
      const client = request(`${server.origin}/api/desk/expensive`, { headers: { as: 'ada' } })
      client.on('error', () => {}).end()
      return client
    })
    await asked(2)
    for (const client of clients) client.destroy()
    const after = [ask('expensive'), ask('expensive')]
    // Those that waited may have begun before the server noticed that their clients had gone.
    await expect.poll(() => open.length).toBeGreaterThanOrEqual(4)
    await answerAll(open)
    expect((await Promise.all(after)).map(({ status }) => status)).toEqual([200, 200])
  })

  it('that are injected release their place, too', async () => {
    for (let number = 0; number < 10; number++) {
      const answer = server.kernel.app.inject({ url: '/api/desk/cheap', headers: { as: 'ada' } })
      await asked(1)
      open.pop()?.answer()
      expect((await answer).statusCode).toBe(200)
    }
  })

  it('that are streams take no place', async () => {
    const streams = Array.from({ length: 20 }, () => ask('stream'))
    await asked(20)
    const expensive = ask('expensive')
    await asked(21)
    for (const each of open) each.answer()
    expect((await Promise.all([...streams, expensive])).every(({ status }) => status === 200)).toBe(true)
  })
})

it('a request that times out in the queue is refused, and later ones are answered', async () => {
  await server.stop()
  server = await holdRequests({ expensivePerPerson: 1, longestWait: 20 })
  open = server.open
  const first = ask('expensive')
  await asked(1)
  const late = await ask('expensive')
  expect([late.status, late.headers.get('retry-after')]).toEqual([429, '5'])
  open[0]?.answer()
  expect((await first).status).toBe(200)
  const next = ask('expensive')
  await asked(2)
  open[1]?.answer()
  expect((await next).status).toBe(200)
})

it('expensive operations document that they may be refused', () => {
  const paths = server.kernel.document().paths ?? {}
  expect(Object.keys(paths['/api/desk/expensive']?.get?.responses ?? {})).toContain('429')
  expect(Object.keys(paths['/api/desk/cheap']?.get?.responses ?? {})).not.toContain('429')
})
