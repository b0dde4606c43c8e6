import fc from 'fast-check'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { boot, documented, plugin, signedIn } from './boot-plugins.ts'

const Thing = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 40, pattern: '^[a-z]+$' }),
  at: Type.Optional(Type.String({ format: 'date-time' })),
  tags: Type.Array(Type.String(), { maxItems: 3 }),
  nested: Type.Optional(Type.Object({ deep: Type.Union([Type.Null(), Type.Integer({ minimum: 0 })]) })),
})

const things = plugin('things', {
  configureRoutes: () => ({
    routes: async (app) => {
      app.get(
        '/:id',
        {
          schema: documented({
            params: Type.Object({ id: Type.Integer() }),
            querystring: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1 })) }),
          }),
        },
        ({ params }) => params,
      )
      app.put(
        '/:id',
        {
          schema: documented({
            body: Thing,
            headers: Type.Object({ 'if-match': Type.Optional(Type.String({ maxLength: 9 })) }),
          }),
        },
        ({ body }) => body,
      )
    },
    public: async (app) =>
      void app.post(
        '/',
        { schema: documented({ body: Thing, response: { 200: Thing } }) },
        ({ body }) => body,
      ),
  }),
})

const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }).map(encodeURIComponentSafely),
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    '%',
    '%00',
    '%zz',
    '..',
    '__proto__',
    'constructor',
    '1',
    '-1',
    '9e99',
    '',
    '%2F',
    'x'.repeat(2_000),
  ),
)

const body = fc.oneof(
  fc.json(),
  fc.string({ maxLength: 200 }),
  fc.constantFrom(
    '',
    'null',
    '[]',
    '{"__proto__":1}',
    '{"name":"a","tags":[]}',
    '{"name":"a","tags":["b"],"nested":{"deep":3}}',
    '['.repeat(5_000),
  ),
  fc
    .record({
      name: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
      tags: fc.anything(),
      nested: fc.anything(),
    })
    .map((value) => JSON.stringify(value, tellBigints) ?? ''),
)

const request = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS' as const),
  base: fc.constantFrom(
    '/api/things',
    '/api/public/things',
    '/api/admin/things',
    '/api/_kernel',
    '/api/_kernel/plugins',
    '/api',
    '',
  ),
  path: part,
  query: fc.oneof(
    fc.constant(''),
    part,
    part.map((value) => `page=${value}`),
  ),
  type: fc.constantFrom(
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'nonsense',
    '',
  ),
  as: fc.constantFrom('', 'user', 'admin', 'user-key things:read', 'wrong'),
  payload: body,
})

test('2,000 generated requests get no 5xx, and every refusal is a problem', {
  timeout: 120_000,
}, async () => {
  const kernel = await boot([...signedIn(), things])
  const seen = new Set<number>()
  await fc.assert(
    fc.asyncProperty(request, async ({ method, base, path, query, type, as, payload }) => {
      const answer = await kernel.app.inject({
        method: method as 'GET',
        url: `${base}/${path}${query === '' ? '' : `?${query}`}`.replace(/[^\x21-\x7e]/g, '?'),
        headers: { ...(type === '' ? {} : { 'content-type': type }), ...(as === '' ? {} : { as }) },
        ...(method === 'GET' || method === 'HEAD' ? {} : { payload }),
      })
      seen.add(answer.statusCode)
      expect(answer.statusCode).toBeLessThan(500)
      if (answer.statusCode < 400) return
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
      const body = method === 'HEAD' ? { status: answer.statusCode } : answer.json()
      expect(body).toMatchObject({ status: answer.statusCode })
    }),
    { numRuns: 2_000, seed: 20_261_121 },
  )
  // The requests reach past the first refusal.
  expect([...seen]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 415]))
})

function encodeURIComponentSafely(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}

function tellBigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

test.each(['1e999', '-1e999'])(
  'the number %s in a query is refused, although Ajv accepts it as an integer',
  async (page) => {
    const kernel = await boot([things, ...signedIn()])
    const response = await kernel.app.inject({ url: `/api/things/1?page=${page}`, headers: { as: 'user' } })
    expect(response.json()).toMatchObject({
      status: 400,
      code: 'KERNEL_VALIDATION',
      detail: 'querystring/page must be a finite number',
    })
  },
)

test.each(['0x10', '0b1', ' 5', '+5', '5.', '.5', 'Infinity'])(
  'the number "%s" in a query is refused, although JavaScript reads it',
  async (page) => {
    const kernel = await boot([things, ...signedIn()])
    const url = `/api/things/1?page=${encodeURIComponent(page)}`
    const response = await kernel.app.inject({ url, headers: { as: 'user' } })
    expect(response.json()).toMatchObject({
      status: 400,
      code: 'KERNEL_VALIDATION',
      detail: 'querystring/page must be integer',
    })
  },
)

test('such a number is reported with the other faults of the query', async () => {
  const kernel = await boot([things, ...signedIn()])
  const response = await kernel.app.inject({
    url: '/api/things/1?page=0x10&other=1',
    headers: { as: 'user' },
  })
  expect(response.json().detail).toBe(
    'querystring/page must be integer; querystring has no parameter "other". Known: page.',
  )
})

test.each(['5', '005', '5.0', '5e0'])('the number "%s" in a query is read', async (page) => {
  const kernel = await boot([things, ...signedIn()])
  const response = await kernel.app.inject({ url: `/api/things/1?page=${page}`, headers: { as: 'user' } })
  expect(response.statusCode).toBe(200)
})
