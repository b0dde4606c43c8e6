import { setTimeout as delay } from 'node:timers/promises'
import { defineErrors, type Kernel, ProblemError } from '@tributary/core'
import { afterEach, describe, expect, test } from 'vitest'
import { healthReport } from '../src/health/health-report.ts'
import { createLogger, type HealthCheck, healthChecks, operationsPlugin } from '../src/index.ts'
import { boot, broken, registering, songs, stopAll } from './sample-kernel.ts'

afterEach(stopAll)

const limits = { checkTimeLimit: 50, cacheFor: 0, abandonAfter: 1_000 }
/** For checks that answer: on a busy machine they must not look like hanging ones. */
const patient = { ...limits, checkTimeLimit: 10_000 }

function withCheck(check: HealthCheck, health = limits): Promise<Kernel> {
  const checker = registering('checker', (context) => context.contribute(healthChecks, check))
  return boot([operationsPlugin({ health }), checker])
}

async function get(kernel: Kernel, url: string) {
  const response = await kernel.app.inject(url)
  return { status: response.statusCode, body: response.json(), headers: response.headers }
}

describe('/health/live and /health/ready', () => {
  test('a server without checks is live and ready, without credentials', async () => {
    const kernel = await boot([operationsPlugin()])
    expect(await get(kernel, '/health/live')).toMatchObject({ status: 200, body: { status: 'live' } })
    expect(await get(kernel, '/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } })
  })

  test('a failing check of severity `unready` makes the server unready, by name and without the reason', async () => {
    let failing = true
    const kernel = await withCheck({
      name: 'store',
      severity: 'unready',
      cure: 'start the store',
      check: async () => {
        if (failing) throw new Error('secret-host refused')
      },
    })
    const { status, body, headers } = await get(kernel, '/health/ready')
    expect(status).toBe(503)
    expect(headers['content-type']).toContain('application/problem+json')
    expect(body).toMatchObject({
      code: 'OPERATIONS_NOT_READY',
      status: 503,
      failing: ['store'],
      state: 'ready',
    })
    expect(JSON.stringify(body)).not.toContain('secret-host')
    expect((await get(kernel, '/health/live')).status).toBe(200)
    expect(await get(kernel, '/health')).toMatchObject({ status: 503, body: { status: 'unavailable' } })

    failing = false
    await delay(5)
    expect((await get(kernel, '/health/ready')).status).toBe(200)
  })

  test('any other failing check degrades the server, which stays ready', async () => {
    const kernel = await withCheck({
      name: 'cover-art',
      cure: 'hang it',
      check: () => Promise.reject(new Error('no')),
    })
    expect((await get(kernel, '/health/ready')).status).toBe(200)
    const { status, body } = await get(kernel, '/health')
    expect({ status, ...body }).toMatchObject({ status: 'degraded' })
    expect(body.checks).toMatchObject([
      { name: 'cover-art', plugin: 'checker', severity: 'degraded', status: 'failing' },
    ])
  })

  test('a hanging check fails at its time limit, and the server recovers when it returns', async () => {
    let hanging = true
    let aborted = false
    const kernel = await withCheck({
      name: 'store',
      severity: 'unready',
      cure: 'start the store',
      check: (signal) => {
        signal.addEventListener('abort', () => {
          aborted = true
        })
        return hanging ? new Promise(() => {}) : Promise.resolve()
      },
    })
    expect((await get(kernel, '/health/ready')).status).toBe(503)
    expect(aborted).toBe(true)
    hanging = false
    // Not run again at once: a hanging database must not get ever more checks.
    expect((await get(kernel, '/health/ready')).status).toBe(503)
    await delay(limits.abandonAfter)
    expect((await get(kernel, '/health/ready')).status).toBe(200)
  })

  test('any number of probes share one run of a check', async () => {
    let runs = 0
    const check = async () => {
      runs += 1
      await delay(5)
    }
    const kernel = await withCheck(
      { name: 'store', severity: 'unready', cure: 'start it', check },
      { ...patient, cacheFor: 60_000 },
    )
    const answers = await Promise.all(Array.from({ length: 50 }, () => get(kernel, '/health/ready')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    await get(kernel, '/health')
    expect(runs).toBe(1)
  })

  test('a server that stops is not ready', async () => {
    const kernel = await boot([operationsPlugin()])
    const stopping = kernel.stop()
    expect((await get(kernel, '/health/ready')).status).toBe(503)
    await stopping
    expect(healthReport(kernel.report(), [])).toMatchObject({ status: 'unavailable', state: 'stopped' })
  })
})

describe('/health', () => {
  const problems = defineErrors({
    STORE_AWAY: { status: 503, kind: 'transient', title: 'The store is away' },
  })

  test.each<[string, HealthCheck['check'], string]>([
    [
      'names the cause with the cure of the check',
      async () => ({ cause: 'it is dark' }),
      'It is dark: add light.',
    ],
    [
      'names the cause with a specific cure',
      async () => ({ cause: 'it is dark', cure: 'wait for the morning' }),
      'It is dark: wait for the morning.',
    ],
    [
      'shows of a problem what an API client would see',
      () => Promise.reject(new ProblemError(problems.STORE_AWAY, { cause: new Error('at secret-host') })),
      'The store is away: add light.',
    ],
    [
      'shows the detail of a problem, which says what to do',
      () => Promise.reject(new ProblemError(problems.STORE_AWAY, { detail: 'Bring it back.' })),
      'Bring it back.',
    ],
    [
      'hides any other error',
      () => Promise.reject(new Error('secret-host refused')),
      'The check "store" failed; the log has the reason: add light.',
    ],
  ])('%s', async (_what, check, message) => {
    const kernel = await withCheck({ name: 'store', cure: 'add light', check }, patient)
    const { body } = await get(kernel, '/health')
    expect(body.checks).toMatchObject([{ name: 'store', status: 'failing', message }])
  })

  test('a check that depends on a failing one is unknown, and not logged', async () => {
    let away = true
    const lines: unknown[] = []
    const check = async () => {
      if (away) throw new Error('no')
    }
    const two = registering('checker', (context) => {
      context.contribute(healthChecks, { name: 'queue', cure: 'x', needs: ['store'], check })
      context.contribute(healthChecks, { name: 'store', cure: 'start it', check })
    })
    const logger = createLogger({ destination: { write: (line) => void lines.push(JSON.parse(line)) } })
    const kernel = await boot([operationsPlugin({ health: patient }), two], { logger })
    const statuses = async () =>
      (await get(kernel, '/health')).body.checks.map((each: { status: string }) => each.status)
    expect(await statuses()).toEqual(['unknown', 'failing'])
    const logged = lines.filter((line) => JSON.stringify(line).includes('health check failed'))
    expect(logged).toMatchObject([{ check: { name: 'store' } }])
    away = false
    await expect.poll(statuses).toEqual(['passing', 'passing'])
  })

  test('shows every plugin, and why one is quarantined, in one line without credentials', async () => {
    const kernel = await boot([operationsPlugin(), songs, broken])
    const { status, body } = await get(kernel, '/health')
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'degraded', state: 'ready' })
    expect(body.plugins).toEqual([
      { name: 'sign-in', state: 'ready' },
      { name: 'operations', state: 'ready' },
      { name: 'songs', state: 'ready' },
      { name: 'broken', state: 'quarantined', reason: 'no way to postgres://db.local/x' },
    ])
  })
})
