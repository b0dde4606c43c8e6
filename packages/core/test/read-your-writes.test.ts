import { Type } from 'typebox'
import { afterEach, describe, expect, it } from 'vitest'
import {
  authenticator,
  createKernel,
  currentRead,
  type HttpOptions,
  type Kernel,
  type Plugin,
  type Principal,
  readPositions,
  recordWrite,
} from '../src/index.ts'

const principal: Principal = { userId: 'ada', email: 'ada@example.org', roles: ['user'], kind: 'session' }

/** A database whose log grows with each look. */
function logOf(): Plugin {
  let end = 0
  return {
    name: 'log',
    version: '1.0.0',
    registerServices({ registerService }) {
      registerService(readPositions, () => ({
        isPosition: (text) => /^0\/\d+$/.test(text),
        current: async () => `0/${++end}`,
      }))
    },
  }
}

const people: Plugin = {
  name: 'people',
  version: '1.0.0',
  registerServices({ registerService }) {
    registerService(authenticator, () => ({
      async authenticate({ headers }) {
        if (headers.authorization === undefined) return principal
        return { ...principal, kind: 'api_key', scopes: ['*'] }
      },
    }))
  },
}

const After = Type.Object({ after: Type.Union([Type.Array(Type.String()), Type.Null()]) })

const schemaOf = (operationId: string) => ({
  summary: 'Tell what a read has to see',
  description: 'Nothing else.',
  operationId,
  response: { 200: After },
})

const things: Plugin = {
  name: 'things',
  version: '1.0.0',
  configureRoutes: () => ({
    routes: (app) => {
      const answer = () => ({ after: currentRead() === undefined ? null : [...(currentRead()?.after ?? [])] })
      app.get('/', { schema: schemaOf('thingsGet') }, async () => answer())
      app.get('/end', { schema: schemaOf('thingsEnd') }, async () => {
        recordWrite()
        return answer()
      })
      app.put('/', { schema: { ...schemaOf('thingsPut'), body: Type.Object({}) } }, async () => answer())
    },
  }),
}

describe('a sender', () => {
  const kernels: Kernel[] = []
  afterEach(async () => {
    for (const kernel of kernels.splice(0)) await kernel.stop()
  })

  async function start({ log = logOf(), http }: { log?: Plugin | undefined; http?: HttpOptions } = {}) {
    const plugins = [people, ...(log === undefined ? [] : [log]), things]
    const kernel = createKernel({ plugins, ...(http === undefined ? {} : { http }) })
    kernels.push(kernel)
    await kernel.boot()
    return kernel.app
  }

  it('learns a position with each write, and reads after it by header or cookie', async () => {
    const app = await start()
    const written = await app.inject({ method: 'PUT', url: '/api/things', payload: {} })
    expect(written.json()).toEqual({ after: null })
    expect(written.headers['tributary-read-after']).toBe('0/1')
    expect(written.headers['set-cookie']).toBe(
      'tributary_read_after=0/1; Path=/; Max-Age=10; HttpOnly; SameSite=Lax',
    )
    const read = await app.inject({
      url: '/api/things',
      headers: { 'tributary-read-after': '0/7', cookie: 'other=1; tributary_read_after=0/1' },
    })
    expect(read.json()).toEqual({ after: ['0/7', '0/1'] })
    expect(read.headers).not.toHaveProperty('tributary-read-after')
    expect(read.headers).not.toHaveProperty('set-cookie')
  })

  it('with an API key gets no cookie', async () => {
    const app = await start()
    const headers = { authorization: 'Bearer key' }
    const written = await app.inject({ method: 'PUT', url: '/api/things', payload: {}, headers })
    expect(written.headers['tributary-read-after']).toBe('0/1')
    expect(written.headers).not.toHaveProperty('set-cookie')
  })

  it('over https gets a cookie for that alone', async () => {
    const app = await start({ http: { secureCookies: true } })
    const written = await app.inject({ method: 'PUT', url: '/api/things', payload: {} })
    expect(written.headers['set-cookie']).toBe(
      '__Host-tributary_read_after=0/1; Path=/; Max-Age=10; HttpOnly; SameSite=Lax; Secure',
    )
  })

  it('learns a position with a GET that has written', async () => {
    const app = await start()
    const ended = await app.inject('/api/things/end')
    expect(ended.headers['tributary-read-after']).toBe('0/1')
  })

  it('is told of a header that is not a position; another cookie is ignored', async () => {
    const app = await start()
    const headers = { 'tributary-read-after': 'yesterday' }
    const refused = await app.inject({ url: '/api/things', headers })
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({
      code: 'KERNEL_BAD_REQUEST',
      detail: expect.stringContaining('`Tributary-Read-After` is not a position'),
    })
    const cookie = 'tributary_read_after=yesterday'
    expect((await app.inject({ url: '/api/things', headers: { cookie } })).json()).toEqual({ after: [] })
  })

  it('of a server without a replica gets neither', async () => {
    const app = await start({ log: { name: 'log', version: '1.0.0' } })
    const written = await app.inject({ method: 'PUT', url: '/api/things', payload: {} })
    expect(written.headers).not.toHaveProperty('tributary-read-after')
    const headers = { 'tributary-read-after': 'yesterday' }
    expect((await app.inject({ url: '/api/things', headers })).json()).toEqual({ after: null })
  })

  it('whose edit is compared with the present state has it read where it is written', async () => {
    const app = await start()
    const { etag = '' } = (await app.inject('/api/things')).headers
    // A read of the replica would be another answer, with another tag.
    const edit = await app.inject({
      method: 'PUT',
      url: '/api/things',
      payload: {},
      headers: { 'if-match': etag },
    })
    expect(edit.statusCode).toBe(412)
  })
})
