import type { Kernel } from '@tributary/core'
import { afterEach, describe, expect, test } from 'vitest'
import {
  Gauge,
  healthChecks,
  metricCollectors,
  operationsPlugin,
  type Registry,
  requestObservers,
  sampledGauge,
} from '../src/index.ts'
import { MetricRegistries } from '../src/metrics/metric-registries.ts'
import { boot, broken, registering, songs, stopAll } from './sample-kernel.ts'

afterEach(stopAll)

const admin = { 'x-role': 'admin' }

async function scrape(kernel: Kernel): Promise<string> {
  const response = await kernel.app.inject({ url: '/metrics', headers: admin })
  expect(response.statusCode).toBe(200)
  expect(response.headers['content-type']).toContain('text/plain; version=0.0.4')
  return response.body
}

describe('/metrics', () => {
  test('is for administrators and their API keys with the scope', async () => {
    const kernel = await boot([operationsPlugin()])
    const statusFor = async (headers: Record<string, string>) =>
      (await kernel.app.inject({ url: '/metrics', headers })).statusCode
    expect(await statusFor({})).toBe(401)
    expect(await statusFor({ 'x-role': 'user' })).toBe(403)
    expect(await statusFor({ ...admin, 'x-scopes': 'songs:read' })).toBe(403)
    expect(await statusFor({ ...admin, 'x-scopes': 'operations:metrics' })).toBe(200)
    expect(await statusFor(admin)).toBe(200)
  })

  test('is public if configured', async () => {
    const kernel = await boot([operationsPlugin({ publicMetrics: true })])
    expect((await kernel.app.inject('/metrics')).statusCode).toBe(200)
  })

  test('contains the process, the event loop and the state of every plugin', async () => {
    const text = await scrape(await boot([operationsPlugin(), songs, broken]))
    expect(text).toContain('process_cpu_seconds_total')
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
    expect(text).toContain('tributary_kernel_ready 1')
    expect(text).toContain('tributary_plugin_state{plugin="broken",state="quarantined"} 1')
    expect(text).toContain('tributary_plugin_state{plugin="songs",state="ready"} 1')
    expect(text).toMatch(/tributary_plugin_boot_seconds\{plugin="songs"\} \d/)
  })

  test('contains the checks of /health that have a result', async () => {
    const check = () => Promise.reject(new Error('no'))
    const checker = registering('checker', (context) => {
      context.contribute(healthChecks, { name: 'store', severity: 'unready', cure: 'x', check })
      context.contribute(healthChecks, { name: 'queue', cure: 'x', needs: ['store'], check })
      context.contribute(healthChecks, { name: 'disk', cure: 'x', check: async () => {} })
    })
    const text = await scrape(await boot([operationsPlugin(), checker]))
    const lines = text.split('\n').filter((line) => line.startsWith('tributary_health_check_failing'))
    expect(lines).toEqual([
      'tributary_health_check_failing{check="store",plugin="checker",severity="unready"} 1',
      'tributary_health_check_failing{check="disk",plugin="checker",severity="degraded"} 0',
    ])
  })

  test('a sampled gauge drops samples that are no longer returned', async () => {
    let kinds = ['a', 'b']
    const gauge = sampledGauge({
      name: 'waiting',
      help: 'x',
      labelNames: ['kind'],
      read: () => kinds.map((kind) => ({ labels: { kind }, value: 1 })),
    })
    const plugin = registering('sampler', (context) =>
      context.contribute(metricCollectors, (registry) => registry.registerMetric(gauge)),
    )
    const kernel = await boot([operationsPlugin(), plugin])
    expect(await scrape(kernel)).toContain('waiting{kind="b"} 1')
    kinds = ['a']
    const text = await scrape(kernel)
    expect(text).toContain('waiting{kind="a"} 1')
    expect(text).not.toContain('waiting{kind="b"}')
  })

  test('measures the requests of every plugin by route, including refused and unmatched ones', async () => {
    // Plugins before and after: the order in the list does not matter.
    const kernel = await boot([songs, operationsPlugin(), broken])
    await kernel.app.inject({ url: '/api/songs/17', headers: { 'x-role': 'user' } })
    await kernel.app.inject('/api/songs/18')
    await kernel.app.inject('/api/public/songs/boom')
    await kernel.app.inject('/api/broken')
    await kernel.app.inject('/nowhere/19?code=x')
    const counts = (await scrape(kernel)).split('\n').filter((line) => line.includes('seconds_count{method'))
    const count = (labels: string) => `http_request_duration_seconds_count{method="GET",${labels}} 1`
    expect(counts.toSorted()).toEqual(
      [
        count('route="/api/songs/:id",status="200",plugin="songs"'),
        count('route="/api/songs/:id",status="401",plugin="songs"'),
        count('route="/api/public/songs/boom",status="500",plugin="songs"'),
        count('route="/api/broken",status="503",plugin="broken"'),
        count('route="none",status="404",plugin="none"'),
      ].toSorted(),
    )
  })

  test('two kernels in one process count separately', async () => {
    const [first, second] = [await boot([operationsPlugin(), songs]), await boot([operationsPlugin(), songs])]
    await first.app.inject('/api/songs')
    expect(await scrape(first)).toContain('route="/api/songs"')
    expect(await scrape(second)).not.toContain('route="/api/songs"')
  })

  test('other plugins add metrics; one that uses an existing name or throws is quarantined', async () => {
    const adds = (name: string, metric: string) =>
      registering(name, (context) =>
        context.contribute(metricCollectors, (registry) => {
          new Gauge({ name: metric, help: 'x', registers: [registry] }).set(7)
        }),
      )
    const throws = registering('throws', (context) =>
      context.contribute(metricCollectors, () => {
        throw new Error('no metrics today')
      }),
    )
    const kernel = await boot([
      adds('first', 'queue_depth'),
      adds('second', 'queue_depth'),
      adds('third', 'http_request_duration_seconds'),
      throws,
      operationsPlugin(),
    ])
    const text = await scrape(kernel)
    expect(text).toContain('queue_depth 7')
    const states = kernel.report().plugins.map(({ name, state, reason }) => [name, state, reason])
    expect(states).toContainEqual(['first', 'ready', undefined])
    expect(states).toContainEqual([
      'second',
      'quarantined',
      'plugin "second" adds the metric "queue_depth", which exists already: rename it',
    ])
    expect(states).toContainEqual(['third', 'quarantined', expect.stringContaining('rename it')])
    expect(states).toContainEqual(['throws', 'quarantined', 'no metrics today'])
  })

  test('an observer that throws affects neither the request nor the other observers', async () => {
    const throws = registering('throws', (context) =>
      context.contribute(requestObservers, () => {
        throw new Error('no')
      }),
    )
    const seen: (string | undefined)[] = []
    const watches = registering('watches', (context) =>
      context.contribute(requestObservers, ({ route }) => void seen.push(route)),
    )
    const kernel = await boot([throws, watches, operationsPlugin()])
    expect((await kernel.app.inject('/health/live')).statusCode).toBe(200)
    expect(seen).toEqual(['/health/live'])
  })
})

test('a plugin whose metrics hang or throw at a scrape is omitted and reported', async () => {
  const registries = new MetricRegistries({ timeLimit: 10 })
  const gauge = (name: string, collect: () => void | Promise<void>) => ({
    plugin: name,
    added: false,
    refuse: () => {},
    value: (registry: Registry) => {
      registry.registerMetric(new Gauge({ name, help: 'x', registers: [], collect }))
    },
  })
  registries.collect([
    gauge('good', () => {}),
    gauge('hangs', () => new Promise(() => {})),
    gauge('throws', () => Promise.reject(new Error('no'))),
  ])
  const failed: string[] = []
  const text = await registries.text((plugin) => failed.push(plugin))
  expect(text).toContain('good 0')
  expect(text).toContain('tributary_metrics_collected{plugin="good"} 1')
  expect(text).toContain('tributary_metrics_collected{plugin="hangs"} 0')
  expect(text).toContain('tributary_metrics_collected{plugin="throws"} 0')
  expect(failed.toSorted()).toEqual(['hangs', 'throws'])
})
