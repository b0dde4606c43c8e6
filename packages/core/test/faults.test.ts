import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { nearestPath } from '../src/http/nearest-path.ts'
import { boot, documented, plugin, signedIn } from './boot-plugins.ts'

const Body = Type.Object({
  name: Type.String({ minLength: 1 }),
  count: Type.Integer(),
  tags: Type.Optional(Type.Array(Type.String())),
})

async function serve() {
  const { app } = await boot([
    ...signedIn(),
    plugin('things', {
      configureRoutes: () => ({
        public: async (router) => {
          const querystring = Type.Object({
            limit: Type.Optional(Type.Integer()),
            cursor: Type.Optional(Type.String()),
            order: Type.Optional(Type.Enum(['asc', 'desc'])),
          })
          const params = Type.Object({ id: Type.String({ format: 'uuid' }) })
          router.get('/', { schema: documented({ querystring }) }, () => 'listed')
          router.get('/none', { schema: documented() }, () => 'none')
          router.get('/deep/none', { schema: documented() }, () => 'none')
          router.get('/probe', { config: { cost: 'probe' }, schema: documented() }, () => 'up')
          router.post('/:id', { schema: documented({ querystring, params, body: Body }) }, () => 'made')
        },
      }),
    }),
  ])
  return async (url: string, payload?: object) =>
    app.inject({
      url: `/api/public/things${url}`,
      ...(payload === undefined ? {} : { method: 'POST', payload }),
    })
}

interface Problem {
  readonly detail: string
  readonly errors: readonly Readonly<Record<string, unknown>>[]
}

const faultsAt = async (url: string, payload?: object) => {
  const reply = await (await serve())(url, payload)
  expect(reply.statusCode).toBe(400)
  return reply.json<Problem>()
}

describe('an unknown query parameter', () => {
  test('is refused with the known ones and the nearest', async () => {
    const { detail, errors } = await faultsAt('?lmit=3')
    expect(detail).toBe(
      'querystring has no parameter "lmit": did you mean "limit"? Known: limit, cursor, order.',
    )
    const known = ['limit', 'cursor', 'order']
    expect(errors).toMatchObject([{ in: 'querystring', property: 'lmit', nearest: 'limit', known }])
  })

  test('is refused without a suggestion if no known one is similar', async () => {
    expect((await faultsAt('?sort=3')).detail).toBe(
      'querystring has no parameter "sort". Known: limit, cursor, order.',
    )
  })

  test('is refused if none exist', async () => {
    expect((await faultsAt('/none?x=1')).detail).toBe(
      'querystring has no parameter "x". There are no parameters.',
    )
  })

  test('is let through to a probe', async () => {
    expect((await (await serve())('/probe?x=1')).statusCode).toBe(200)
  })
})

describe('the faults of a request', () => {
  test('are named all at once, of its path, query and body', async () => {
    const { detail, errors } = await faultsAt('/7?limit=many&order=up&x=1', {
      name: '',
      count: 'two',
      tags: ['a', 1, 2],
      cuont: 1,
    })
    expect(errors.map((each) => `${String(each['in'])}${String(each['path'])}`).toSorted()).toEqual([
      'body',
      'body/count',
      'body/name',
      'body/tags/1',
      'body/tags/2',
      'params/id',
      'querystring',
      'querystring/limit',
      'querystring/order',
    ])
    expect(errors).toContainEqual(
      expect.objectContaining({ in: 'body', property: 'cuont', nearest: 'count' }),
    )
    expect(detail).toMatch(/^params\/id must be a UUID.*; and 4 more$/)
  })

  test('are named of the query where the body is right, and the other way round', async () => {
    const id = '123e4567-e89b-42d3-a456-426614174000'
    const query = await faultsAt(`/${id}?limit=x`, { name: 'a', count: 1 })
    const body = await faultsAt(`/${id}?limit=1`, { name: 'a', count: 'x' })
    expect([query, body].map(({ errors }) => errors.map((each) => each['path']))).toEqual([
      ['/limit'],
      ['/count'],
    ])
  })

  test('are at most 50, and one for a body of many values', async () => {
    const tags = (length: number) => ({ name: 'a', count: 1, tags: Array.from({ length }, () => 1) })
    const id = '123e4567-e89b-42d3-a456-426614174000'
    expect((await faultsAt(`/${id}`, tags(200))).errors).toHaveLength(50)
    expect((await faultsAt(`/${id}`, tags(5_000))).errors).toHaveLength(1)
  })
})

describe('an unknown address', () => {
  test('is answered with the one it is most like', async () => {
    const reply = await (await serve())('/deep/nnoe')
    expect([reply.statusCode, reply.json<Problem>().detail]).toEqual([
      404,
      'There is no GET /api/public/things/deep/nnoe. Did you mean /api/public/things/deep/none?',
    ])
  })

  test.each([
    ['/api/jbos/7', '/api/jobs/{id}'],
    ['/api/jobs', undefined],
    ['/api/jobs/7/cancle', '/api/jobs/{id}/cancel'],
    ['/wp-login.php', undefined],
    [`/api/job${'s'.repeat(300)}/7`, undefined],
  ])('%s is most like %s', (path, nearest) => {
    expect(nearestPath(path, ['/api/jobs/:id', '/api/jobs/:id/cancel'])).toBe(nearest)
  })
})
