import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Type } from 'typebox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { authenticator, createKernel, currentPerson, type Kernel, type Plugin } from '../src/index.ts'

/** Requests that wait to be answered, and what ends them. */
let open: { readonly person: string | undefined; answer(): void }[] = []
let kernel: Kernel
let origin: string

const people: Plugin = {
  name: 'people',
  version: '1.0.0',
  registerServices(context) {
    context.registerService(authenticator, () => ({
      authenticate: async ({ headers }) => {
        const userId = String(headers['as'])
        return {
          userId,
          email: '',
          kind: headers['key'] === undefined ? 'session' : 'apiKey',
          roles: ['user'],
          scopes: ['*'],
        }
      },
    }))
  },
}

const slow = (cost: 'cheap' | 'dear' | 'stream') => ({
  config: { cost },
  schema: { summary: 'Answers when the test says so', response: { 200: Type.Object({}) } },
})

const desk: Plugin = {
  name: 'desk',
  version: '1.0.0',
  uses: [authenticator],
  configureRoutes: () => ({
    routes: (app) => {
      const held = () =>
        new Promise<object>((resolve) => open.push({ person: currentPerson(), answer: () => resolve({}) }))
      app.get('/cheap', slow('cheap'), held)
      app.get('/dear', slow('dear'), held)
      app.get('/stream', slow('stream'), held)
      app.get('/broken', slow('dear'), async () => {
        throw new Error('broken')
      })
    },
  }),
}

beforeEach(async () => {
  open = []
  kernel = createKernel({ plugins: [people, desk], http: { requests: { perPerson: 6, dearPerPerson: 2 } } })
  await kernel.boot()
  await kernel.app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(kernel.app.server.address() as AddressInfo).port}`
})

afterEach(async () => {
  for (const each of open) each.answer()
  await kernel.stop()
})

const ask = (path: string, as = 'ada', headers: Record<string, string> = {}) =>
  fetch(`${origin}/api/desk/${path}`, { headers: { as, ...headers } })
const asked = (count: number) => expect.poll(() => open.length).toBe(count)

describe('the requests of one person', () => {
  it('that are dear are answered a few at once; the next begins when one ends', async () => {
    const answers = [ask('dear'), ask('dear'), ask('dear', 'ada', { key: 'k' })]
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

  it('leave the others alone, and their cheap ones', async () => {
    const dear = Array.from({ length: 10 }, () => ask('dear'))
    await asked(2)
    const cheap = ask('cheap')
    const others = [ask('dear', 'grace'), ask('cheap', 'grace')]
    await expect.poll(() => open.filter(({ person }) => person === 'grace').length).toBe(2)
    expect(open.filter(({ person }) => person === 'ada').length).toBeLessThanOrEqual(3)
    while (open.length > 0) {
      open.shift()?.answer()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect((await Promise.all([...dear, cheap, ...others])).every(({ status }) => status === 200)).toBe(true)
  })

  it('that are too many to wait are refused with a time to come again', async () => {
    const waiting = Array.from({ length: 6 * 5 }, () => ask('cheap'))
    await asked(6)
    const refused = await ask('cheap')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
    expect(await refused.json()).toMatchObject({ code: 'KERNEL_RATE_LIMITED', status: 429 })
    expect(
      (
        await Promise.all([
          ask('stream', 'grace').then(() => 'answered'),
          asked(7).then(() => open.at(-1)?.answer()),
        ])
      )[0],
    ).toBe('answered')
    while (open.length > 0) {
      open.shift()?.answer()
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await Promise.all(waiting)
  })

  it('give their place back when the client goes away, waiting or answered', async () => {
    const clients = Array.from({ length: 4 }, () => {
      const client = request(`${origin}/api/desk/dear`, { headers: { as: 'ada' } })
      client.on('error', () => {}).end()
      return client
    })
    await asked(2)
    for (const client of clients) client.destroy()
    const after = [ask('dear'), ask('dear')]
    await asked(4)
    for (const each of open) each.answer()
    expect((await Promise.all(after)).map(({ status }) => status)).toEqual([200, 200])
  })

  it('that are streams hold no place', async () => {
    const streams = Array.from({ length: 20 }, () => ask('stream'))
    await asked(20)
    const dear = ask('dear')
    await asked(21)
    for (const each of open) each.answer()
    expect((await Promise.all([...streams, dear])).every(({ status }) => status === 200)).toBe(true)
  })
})

it('dear operations document that they may be refused', () => {
  const paths = kernel.document().paths ?? {}
  expect(Object.keys(paths['/api/desk/dear']?.get?.responses ?? {})).toContain('429')
  expect(Object.keys(paths['/api/desk/cheap']?.get?.responses ?? {})).not.toContain('429')
})
