import { Readable } from 'node:stream'
import type { InjectOptions } from 'fastify'
import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import type { RoutePlugin } from '../src/index.ts'
import { boot, documented, plugin, signedIn } from './boot-plugins.ts'

const empty = { summary: 'Test', response: { 204: Type.Null() } }

/** A note that can be read and edited, and what has no tag. */
function notes(): RoutePlugin {
  let text = 'first'
  return async (app) => {
    const query = Type.Object({ upper: Type.Optional(Type.Boolean({ default: false })) })
    app.get('/note', { schema: documented({ querystring: query }) }, () => ({ text }))
    const body = Type.Object({ text: Type.String() })
    app.patch('/note', { schema: documented({ body }) }, async (request) => {
      const asked = request.body.text
      // Long enough for another request to pass its check meanwhile.
      await new Promise((resolve) => setImmediate(resolve))
      text = asked
      return { text }
    })
    app.delete('/note', { schema: empty }, (_request, reply) => void reply.code(204).send(null))
    app.put('/unreadable', { schema: documented({ body }) }, () => ({ done: true }))
    app.get('/large', { schema: documented() }, () => ({ text: text.repeat(1_000) }))
    app.get('/secret', { schema: documented() }, (_request, reply) =>
      reply.header('cache-control', 'no-store').send({ key: 'secret' }),
    )
    app.get('/stream', { schema: documented() }, (_request, reply) =>
      reply.type('text/plain').send(Readable.from(['a', 'b'])),
    )
  }
}

const serve = async () => {
  const { app } = await boot([
    ...signedIn(),
    plugin('things', { configureRoutes: () => ({ routes: notes(), public: notes() }) }),
  ])
  return (url: string, { headers, ...more }: InjectOptions = {}) =>
    app.inject({ url: `/api/things${url}`, ...more, headers: { as: 'user', ...headers } } as InjectOptions)
}

const TAG = /^"[\w-]{22}"$/

describe('data of a person', () => {
  test('has a strong tag and may only be cached by the client', async () => {
    const ask = await serve()
    const reply = await ask('/note')
    expect(reply.headers).toMatchObject({
      etag: expect.stringMatching(TAG) as string,
      'cache-control': 'private, no-cache',
    })
    expect((await ask('/note')).headers.etag).toBe(reply.headers.etag)
  })

  test.each(['GET', 'HEAD'] as const)('is answered with 304 while it is the same (%s)', async (method) => {
    const ask = await serve()
    const { etag = '' } = (await ask('/note', { method })).headers
    expect(etag).toMatch(TAG)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const reply = await ask('/note', { method, headers: { 'if-none-match': known } })
      expect([reply.statusCode, reply.body]).toEqual([304, ''])
      expect(reply.headers).toMatchObject({
        etag: expect.stringContaining(etag.slice(1, -1)) as string,
        'cache-control': 'private, no-cache',
        vary: 'Accept-Encoding',
      })
      expect(reply.headers).not.toHaveProperty('content-type')
    }
    await ask('/note', { method: 'PATCH', payload: { text: 'second' } })
    const changed = await ask('/note', { method, headers: { 'if-none-match': etag } })
    expect(changed.statusCode).toBe(200)
  })

  test('has its own tag in each encoding, and each is recognized', async () => {
    const ask = await serve()
    const plain = await ask('/large')
    const small = await ask('/large', { headers: { 'accept-encoding': 'br' } })
    const tag = String(plain.headers.etag)
    expect(small.headers).toMatchObject({ etag: `${tag.slice(0, -1)}-br"`, vary: 'accept-encoding' })
    const known = String(small.headers.etag)
    const again = await ask('/large', { headers: { 'accept-encoding': 'br', 'if-none-match': known } })
    expect([again.statusCode, again.headers.etag]).toEqual([304, known])
  })

  test.each([
    ['/stream', 'private, no-cache'],
    ['/secret', 'no-store'],
  ])('has no tag at %s', async (url, cacheControl) => {
    const reply = await (await serve())(url)
    expect(reply.headers).not.toHaveProperty('etag')
    expect(reply.headers['cache-control']).toBe(cacheControl)
  })

  test('is not cached when it answers a change', async () => {
    const ask = await serve()
    const changed = await ask('/note', { method: 'PATCH', payload: { text: 'second' } })
    const refused = await ask('/note', { method: 'PATCH', payload: { txt: 1 } })
    for (const reply of [changed, refused]) expect(reply.headers['cache-control']).toBe('no-store')
    expect((await ask('/note', { headers: { as: 'wrong' } })).headers['cache-control']).toBe(
      'private, no-cache',
    )
  })
})

describe('If-Match', () => {
  test('allows an edit of an unchanged resource, and refuses it with 412 after a change', async () => {
    const ask = await serve()
    const edit = (tag: string, text: string) =>
      ask('/note', { method: 'PATCH', payload: { text }, headers: { 'if-match': tag } })
    const before = String((await ask('/note')).headers.etag)
    expect((await edit(before, 'second')).statusCode).toBe(200)
    const refused = await edit(before, 'third')
    expect(refused.statusCode).toBe(412)
    expect(refused.json()).toMatchObject({ code: 'KERNEL_PRECONDITION_FAILED' })
    const now = await ask('/note')
    expect(now.json()).toEqual({ text: 'second' })
    expect(refused.headers.etag).toBe(now.headers.etag)
    const deleted = await ask('/note', { method: 'DELETE', headers: { 'if-match': before } })
    expect(deleted.statusCode).toBe(412)
    expect((await edit('*', 'fourth')).statusCode).toBe(200)
  })

  test('of 20 racing edits with the same tag, one passes', async () => {
    const ask = await serve()
    const tag = String((await ask('/note')).headers.etag)
    const race = Array.from({ length: 20 }, (_, index) =>
      ask('/note', { method: 'PATCH', payload: { text: `edit ${index}` }, headers: { 'if-match': tag } }),
    )
    const statuses = (await Promise.all(race)).map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 412)).toHaveLength(19)
  })

  test.each([
    ['"other"', 412],
    ['W/"weak"', 412],
    ['no tag', 400],
  ])('refuses %s with %d', async (tag, status) => {
    const ask = await serve()
    const weak = `W/${String((await ask('/note')).headers.etag)}`
    const asked = tag === 'W/"weak"' ? weak : tag
    const reply = await ask('/note', {
      method: 'PATCH',
      payload: { text: 'x' },
      headers: { 'if-match': asked },
    })
    expect(reply.statusCode).toBe(status)
  })

  test('is refused if there is nothing to compare with', async () => {
    const ask = await serve()
    const reply = await ask('/unreadable', {
      method: 'PUT',
      payload: { text: 'x' },
      headers: { 'if-match': '"a"' },
    })
    expect(reply.statusCode).toBe(412)
    expect(reply.json<{ detail: string }>().detail).toContain('no entity tag')
  })
})

describe('If-None-Match of a change', () => {
  test('refuses to replace what exists, by any tag or by its own, and lets others pass', async () => {
    const ask = await serve()
    const before = await ask('/note')
    const edit = (tag: string) =>
      ask('/note', { method: 'PATCH', payload: { text: 'replaced' }, headers: { 'if-none-match': tag } })
    for (const tag of ['*', String(before.headers.etag)]) {
      const refused = await edit(tag)
      expect(refused.statusCode).toBe(412)
      expect(refused.json<{ detail: string }>().detail).toContain('It exists already')
    }
    expect((await ask('/note')).json()).toEqual(before.json())
    expect((await edit('"another"')).statusCode).toBe(200)
  })

  test('passes where nothing can be read', async () => {
    const ask = await serve()
    const reply = await ask('/unreadable', {
      method: 'PUT',
      payload: { text: 'x' },
      headers: { 'if-none-match': '*' },
    })
    expect(reply.statusCode).toBe(200)
  })
})
