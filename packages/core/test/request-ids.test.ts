import { describe, expect, it } from 'vitest'
import { requestIds } from '../src/http/request-ids.ts'
import { silentLogger } from '../src/silent-logger.ts'
import { boot, documented, plugin } from './boot-plugins.ts'

it('numbers the requests of a process by UUIDs that no other process uses', () => {
  const [next, other] = [requestIds(), requestIds()]
  const ids = Array.from({ length: 1000 }, () => next({ headers: {} }))
  expect(new Set([...ids, other({ headers: {} })])).toHaveLength(1001)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

describe('each answer carries the id of its request', () => {
  const serve = async () => {
    const bindings: object[] = []
    const logger: typeof silentLogger = {
      ...silentLogger,
      child: (bound) => {
        bindings.push(bound)
        return logger
      },
    }
    const { app } = await boot(
      [
        plugin('things', {
          configureRoutes: () => ({
            public: async (routes) => {
              routes.get('/', { schema: documented() }, () => ({}))
              routes.get('/broken', { schema: documented() }, () => Promise.reject(new Error('broken')))
            },
          }),
        }),
      ],
      { logger },
    )
    const ask = (url: string, headers = {}) => app.inject({ url, headers })
    return { ask, bindings }
  }

  it.each([
    ['an answer', '/api/public/things', 200],
    ['an error', '/api/public/things/broken', 500],
    ['an unknown address', '/api/public/other', 404],
    ['a parameter that is unknown', '/api/public/things?x=1', 400],
    ['a path that cannot be decoded', '/api/public/%zz', 400],
  ])('%s', async (_what, url, status) => {
    const { ask } = await serve()
    const { statusCode, headers, ...reply } = await ask(url)
    expect(statusCode).toBe(status)
    const id = String(headers['x-request-id'])
    expect(id).toMatch(/^[\da-f-]{36}$/)
    if (status >= 400) expect(reply.json()).toMatchObject({ instance: `urn:uuid:${id}` })
    const chosen = await ask(url, { 'x-request-id': 'order-4711.retry_2' })
    expect(chosen.headers['x-request-id']).toBe('order-4711.retry_2')
    if (status >= 400)
      expect(chosen.json()).toMatchObject({ instance: 'urn:tributary:request:order-4711.retry_2' })
  })

  it('as in the log', async () => {
    const { ask, bindings } = await serve()
    const { headers } = await ask('/api/public/things')
    expect(bindings).toContainEqual({ reqId: headers['x-request-id'] })
  })

  it.each(['short', 'a b c d e f g h', 'x'.repeat(129), '{"level":60}', 'ä-long-enough'])(
    'and not %s, which a client has chosen badly',
    async (id) => {
      const { ask } = await serve()
      expect((await ask('/api/public/things', { 'x-request-id': id })).headers['x-request-id']).not.toBe(id)
    },
  )
})
