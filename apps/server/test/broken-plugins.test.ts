import { type Plugin, serviceKey } from '@tributary/core'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { temporaryDirectory } from './server-process.ts'

const schema = { summary: 'Read', response: { 200: Type.Object({}) } }

const broken: Plugin[] = [
  { name: 'thrower', version: '1.0.0', registerServices: () => Promise.reject(new Error('it throws')) },
  { name: 'hanger', version: '1.0.0', registerServices: () => new Promise(() => {}) },
  {
    name: 'clasher',
    version: '1.0.0',
    configureRoutes: () => ({
      root: (app) => void app.get('/health/live', { config: { access: 'public' }, schema }, () => ({})),
    }),
  },
  serving('bad-schema', { body: { $ref: 'nothing#' } }),
  serving('slow-pattern', { body: Type.Object({ name: Type.String({ pattern: '^(a+)+$' }) }) }),
  { name: 'orphan', version: '1.0.0', uses: [serviceKey('nobodys')] },
  {
    name: 'late-thrower',
    version: '1.0.0',
    start: () => Promise.reject(new Error('it throws at the start')),
  },
  {
    name: 'late-rejecter',
    version: '1.0.0',
    // Its start succeeds; the rejection comes while the next plugins start.
    start: () => void Promise.reject(new Error('it was rejected late')),
  },
]

function serving(name: string, more: object): Plugin {
  return {
    name,
    version: '1.0.0',
    configureRoutes: () => ({
      routes: (app) => void app.post('/', { schema: { ...schema, ...more } }, () => ({})),
    }),
  }
}

const reasons: Record<string, string> = {
  thrower: 'it throws',
  hanger: 'registerServices of plugin "hanger" did not finish within 5000 ms',
  clasher: 'plugin "clasher" declares route GET /health/live, which plugin "operations" has declared',
  'bad-schema': 'route POST /api/bad-schema has a schema that cannot be compiled: ',
  'slow-pattern':
    'plugin "slow-pattern" has the pattern "^(a+)+$", which takes exponential time on a hostile text: rewrite it',
  orphan:
    'plugin "orphan" needs service "nobodys", which no plugin registers: add the plugin that does to the plugin list',
  'late-thrower': 'it throws at the start',
  'late-rejecter': 'plugin "late-rejecter" caused an unhandled rejection: it was rejected late',
}

/** Has the kernel handle rejections, and not the test runner. */
function withoutRejectionListeners(): Disposable {
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  return {
    [Symbol.dispose]() {
      for (const listener of others) process.on('unhandledRejection', listener)
    },
  }
}

test('plugins that throw, hang, clash, have a bad schema or a slow pattern, miss a dependency or leave a rejection unhandled do not affect the rest, and `/health` names each with the reason', async () => {
  using _ = withoutRejectionListeners()
  await using directory = await temporaryDirectory()
  const lines: string[] = []
  const configuration = readConfiguration({
    DATA_DIR: directory.path,
    ADMIN_EMAIL: 'a@example.org',
    ADMIN_PASSWORD: 'correct horse battery',
  })
  const kernel = makeKernel(configuration, {
    worker: true,
    log: { write: (line) => void lines.push(line) },
    more: broken,
  })
  const report = await kernel.boot()
  try {
    const quarantined = report.plugins.filter((plugin) => plugin.state === 'quarantined')
    expect(quarantined.map((plugin) => plugin.name)).toEqual(Object.keys(reasons))
    const health = (await kernel.app.inject('/health')).json<{
      status: string
      plugins: { name: string; state: string; reason?: string }[]
    }>()
    expect(health.status).toBe('degraded')
    expect(health.plugins.filter(({ state }) => state === 'quarantined')).toHaveLength(quarantined.length)
    for (const [name, reason] of Object.entries(reasons)) {
      expect(quarantined.find((plugin) => plugin.name === name)?.reason).toContain(reason)
      expect(health.plugins.find((plugin) => plugin.name === name)).toMatchObject({
        state: 'quarantined',
        reason: expect.stringContaining(reason),
      })
      expect(
        lines.some(
          (line) => line.includes('quarantined') && line.includes(JSON.stringify(reason).slice(1, -1)),
        ),
      ).toBe(true)
    }
    expect((await kernel.app.inject('/health/live')).statusCode).toBe(200)
    expect((await kernel.app.inject('/health/ready')).statusCode).toBe(200)
    expect((await kernel.app.inject('/api/netflix')).statusCode).toBe(401)
  } finally {
    await kernel.stop()
  }
})
