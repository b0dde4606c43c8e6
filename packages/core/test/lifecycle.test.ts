import { expect, test } from 'vitest'
import { type Plugin, serviceKey } from '../src/index.ts'
import {
  boot,
  dependingOn,
  forever,
  kernelOf,
  plugin,
  providing,
  reasonOf,
  serving,
  signedIn,
  statesOf,
} from './boot-plugins.ts'

function noting(events: string[], name: string, parts: Partial<Plugin> = {}): Plugin {
  return plugin(name, {
    start: () => void events.push(`start ${name}`),
    stop: () => void events.push(`stop ${name}`),
    ...parts,
  })
}

test('plugins stop in reverse', async () => {
  const events: string[] = []
  const kernel = await boot([noting(events, 'a'), noting(events, 'b'), noting(events, 'c')])
  await kernel.stop()
  expect(events).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a'])
  expect(kernel.state).toBe('stopped')
})

test('a plugin that hangs or throws in stop does not prevent the others from stopping', async () => {
  const events: string[] = []
  const kernel = await boot([
    noting(events, 'a'),
    noting(events, 'hangs', { stop: forever }),
    noting(events, 'throws', {
      stop: () => {
        throw new Error('oh no')
      },
    }),
    noting(events, 'b'),
  ])
  events.length = 0
  const began = performance.now()
  await kernel.stop()
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(events).toEqual(['stop b', 'stop a'])
})

test('a plugin can declare a longer limit of its start, which is enforced', async () => {
  const startIn = (milliseconds: number) => () =>
    new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
  const kernel = await boot([
    serving('patient', { startLimit: 5_000, start: startIn(200) }),
    serving('late', { startLimit: 20, start: forever }),
    serving('usual', { start: startIn(10) }),
  ])
  expect(statesOf(kernel)).toEqual({ patient: 'ready', late: 'quarantined', usual: 'ready' })
  expect(reasonOf(kernel, 'late')).toContain('start of plugin "late" did not finish within 20 ms')
})

test('stopping twice stops once, and both wait for the end', async () => {
  const events: string[] = []
  const kernel = await boot([noting(events, 'a')])
  await Promise.all([kernel.stop(), kernel.stop()])
  expect(events).toEqual(['start a', 'stop a'])
  expect(kernel.state).toBe('stopped')
})

test('an open request is finished before plugins stop', async () => {
  const events: string[] = []
  let entered: () => void = () => {}
  const inside = new Promise<void>((resolve) => {
    entered = resolve
  })
  const kernel = kernelOf(
    [
      noting(events, 'slow', {
        configureRoutes: () => ({
          public: async (app) => {
            app.get('/', { schema: { summary: 'Wait', response: { 200: {} } } }, async () => {
              entered()
              await new Promise((resolve) => setTimeout(resolve, 60))
              events.push('answered')
              return 'ok'
            })
          },
        }),
      }),
    ],
    { timeLimits: { stop: 2_000 } },
  )
  await kernel.boot()
  const address = await kernel.app.listen({ port: 0, host: '127.0.0.1' })
  const answer = fetch(`${address}/api/public/slow`)
  await inside
  await kernel.stop()
  expect((await answer).status).toBe(200)
  expect(events).toEqual(['start slow', 'answered', 'stop slow'])
})

test('an essential plugin that fails to start stops the boot and the started plugins, in reverse', async () => {
  const events: string[] = []
  const service = serviceKey<string>('pool')
  const kernel = kernelOf([
    noting(events, 'a', {
      registerServices: ({ registerService }) =>
        registerService(service, () => 'pool', { dispose: () => void events.push('dispose pool') }),
      start: ({ getService }) => void events.push(`start a with ${getService(service)}`),
    }),
    noting(events, 'b'),
    noting(events, 'base', {
      essential: true,
      start: () => {
        events.push('start base')
        throw new Error('no database')
      },
    }),
    noting(events, 'never'),
  ])
  await expect(kernel.boot()).rejects.toMatchObject({
    code: 'ESSENTIAL_FAILED',
    message: 'essential plugin "base" failed in start: no database',
    cause: { message: 'no database' },
  })
  expect(events).toEqual([
    'start a with pool',
    'start b',
    'start base',
    'stop base',
    'stop b',
    'stop a',
    'dispose pool',
  ])
  expect(kernel.state).toBe('failed')
})

test.each([
  ['registerServices', { registerServices: () => Promise.reject(new Error('oh no')) }],
  ['configureRoutes', { configureRoutes: () => ({ routes: () => Promise.reject(new Error('oh no')) }) }],
  [
    'openapiSchema',
    {
      openapiSchema: () => {
        throw new Error('oh no')
      },
    },
  ],
] as [string, Partial<Plugin>][])(
  'an essential plugin that fails in %s stops the boot before anything starts',
  async (phase, parts) => {
    const events: string[] = []
    const kernel = kernelOf([noting(events, 'a'), noting(events, 'base', { essential: true, ...parts })])
    await expect(kernel.boot()).rejects.toThrow(`essential plugin "base" failed in ${phase}: oh no`)
    expect(events).toEqual([])
  },
)

test('an essential plugin whose dependency is quarantined stops the boot', async () => {
  const kernel = kernelOf([plugin('base', { essential: true, ...dependingOn('gone') })])
  await expect(kernel.boot()).rejects.toThrow(
    'essential plugin "base" failed in registerServices: plugin "base" needs service "goneService", which no plugin registers',
  )
})

test('stopping during the boot ends it after the running call, and stops the started plugins', async () => {
  const events: string[] = []
  const kernel = kernelOf([
    noting(events, 'a'),
    noting(events, 'b', { start: () => void kernel.stop() }),
    noting(events, 'never'),
  ])
  await expect(kernel.boot()).rejects.toThrow('the kernel was stopped while it booted')
  await kernel.stop()
  expect(events).toEqual(['start a', 'stop b', 'stop a'])
  expect(kernel.state).toBe('stopped')
})

function flaky(events: string[], name: string, failures: number): Plugin {
  let attempts = 0
  return serving(name, {
    start: () => {
      attempts += 1
      events.push(`start ${name}`)
      if (attempts <= failures) throw new Error(`attempt ${attempts}`)
    },
    stop: () => void events.push(`stop ${name}`),
  })
}

test('a retry starts a plugin and its quarantined dependents, which then work', async () => {
  const events: string[] = []
  const kernel = await boot([
    ...signedIn(),
    providing(flaky(events, 'base', 1)),
    providing({ ...flaky(events, 'child', 0), ...dependingOn('base') }),
    { ...flaky(events, 'grandchild', 0), ...dependingOn('child') },
  ])
  expect(events).toEqual(['start base'])
  await kernel.retry('base')
  expect(events).toEqual(['start base', 'stop base', 'start base', 'start child', 'start grandchild'])
  expect(Object.values(statesOf(kernel))).toEqual(['ready', 'ready', 'ready', 'ready'])
  const answer = await kernel.app.inject({ url: '/api/grandchild', headers: { as: 'user' } })
  expect(answer.statusCode).toBe(200)
})

test('a plugin quarantined as a dependent is not stopped, since it never started', async () => {
  const events: string[] = []
  const kernel = await boot([
    providing(flaky(events, 'base', 9)),
    { ...flaky(events, 'child', 0), ...dependingOn('base') },
  ])
  await kernel.stop()
  expect(events).toEqual(['start base', 'stop base'])
})

test('a retry that fails again leaves the new reason', async () => {
  const kernel = await boot([
    providing(flaky([], 'base', 2)),
    { ...flaky([], 'child', 0), ...dependingOn('base') },
  ])
  expect(reasonOf(kernel, 'base')).toBe('attempt 1')
  await kernel.retry('base')
  expect(reasonOf(kernel, 'base')).toBe('attempt 2')
  expect(reasonOf(kernel, 'child')).toBe(
    'plugin "child" uses service "baseService" of plugin "base", which is quarantined: attempt 2',
  )
  await kernel.retry('base')
  expect(statesOf(kernel)).toEqual({ base: 'ready', child: 'ready' })
})

test('a dependent cannot be retried before its dependency', async () => {
  const kernel = await boot([
    providing(flaky([], 'base', 1)),
    { ...flaky([], 'child', 0), ...dependingOn('base') },
  ])
  await kernel.retry('child')
  expect(statesOf(kernel)).toEqual({ base: 'quarantined', child: 'quarantined' })
})

test('two retries at once start each plugin once', async () => {
  const events: string[] = []
  const kernel = await boot([
    providing(flaky(events, 'base', 1)),
    { ...flaky(events, 'child', 0), ...dependingOn('base') },
  ])
  const outcomes = await Promise.allSettled([
    kernel.retry('base'),
    kernel.retry('base'),
    kernel.retry('child'),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(events).toEqual(['start base', 'stop base', 'start base', 'start child'])
})

test('a retry that cannot help is refused with the reason', async () => {
  const kernel = await boot(
    [
      plugin('fine'),
      plugin('off'),
      plugin('early', { registerServices: () => Promise.reject(new Error('oh no')) }),
      plugin('broken', { start: () => Promise.reject(new Error('oh no')) }),
    ],
    { disabled: ['off'] },
  )
  const refusal = (name: string) => kernel.retry(name).catch((error: Error) => error.message)
  expect(await refusal('nobody')).toBe('plugin "nobody" cannot be retried: the plugin does not exist')
  expect(await refusal('fine')).toBe('plugin "fine" cannot be retried: it is ready')
  expect(await refusal('off')).toBe('plugin "off" cannot be retried: it is disabled')
  expect(await refusal('early')).toBe(
    'plugin "early" cannot be retried: it failed in registerServices, which needs a restart of the server',
  )
  await kernel.stop()
  expect(await refusal('broken')).toBe('plugin "broken" cannot be retried: the kernel is stopped')
})

test('an administrator reads the report and retries over HTTP', async () => {
  const kernel = await boot([...signedIn(), flaky([], 'base', 1)])
  const headers = { as: 'admin' }
  const report = await kernel.app.inject({ url: '/api/_kernel/report', headers })
  expect(report.json()).toEqual(JSON.parse(JSON.stringify(kernel.report())))
  const services = await kernel.app.inject({ url: '/api/_kernel/services', headers })
  expect(services.json().services).toContainEqual({
    name: 'authenticator',
    providedBy: 'accounts',
    usedBy: ['kernel'],
  })
  const retry = (name: string, as = headers) =>
    kernel.app.inject({ method: 'POST', url: `/api/_kernel/plugins/${name}/retry`, headers: as })
  expect((await retry('base', { as: 'user' })).statusCode).toBe(403)
  expect((await retry('base')).json()).toMatchObject({ name: 'base', state: 'ready' })
  const again = await retry('base')
  expect(again.statusCode).toBe(409)
  expect(again.json()).toMatchObject({
    code: 'KERNEL_NOT_RETRYABLE',
    detail: 'plugin "base" cannot be retried: it is ready',
  })
  expect((await retry('nobody')).json()).toMatchObject({ code: 'KERNEL_NO_SUCH_PLUGIN', status: 404 })
})
