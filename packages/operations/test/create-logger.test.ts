import { Writable } from 'node:stream'
import { type Plugin, ProblemError } from '@tributary/core'
import { databaseErrors } from '@tributary/database'
import pg from 'pg'
import { Type } from 'typebox'
import { afterEach, describe, expect, test } from 'vitest'
import { createLogger, operationsPlugin, SecretRegistry, secretRegistry } from '../src/index.ts'
import { guessBits } from '../src/log/guess-bits.ts'
import { redactLine } from '../src/log/redact-line.ts'
import { boot, songs, stopAll } from './sample-kernel.ts'

afterEach(stopAll)

function recordingLogger(options: Parameters<typeof createLogger>[0] = {}) {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return {
    logger: createLogger({ level: 'trace', destination, ...options }),
    text: () => lines.join(''),
    /** Every line is still JSON after redaction. */
    records: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

const CANARY = 'canary-4f9a2c'

/** Logs everything it receives, as the most careless plugin would. */
const careless: Plugin = {
  name: 'careless',
  version: '1.0.0',
  configureRoutes: () => ({
    public: (app) => {
      app.post(
        '/login',
        {
          schema: {
            summary: 'Log everything',
            querystring: Type.Object({ code: Type.Optional(Type.String()) }),
            body: Type.Object({}, { additionalProperties: true }),
            response: { 200: Type.String() },
          },
        },
        (request) => {
          const { log, headers, body, url } = request
          log.trace(
            { headers, body, raw: request.raw.headers, nested: [{ a: { b: body } }] },
            `came to ${url}`,
          )
          log.trace({ req: request.raw, res: { headers } }, 'raw')
          log.child({ password: `${CANARY}-child` }).trace(JSON.stringify(body))
          log.error({
            err: new Error(`${url} failed`, { cause: Object.assign(new Error(url), { headers, body }) }),
          })
          throw new Error(`at https://user:${CANARY}-url@api.example.org${url}`)
        },
      )
    },
  }),
}

describe('createLogger', () => {
  test('no credential of a request reaches the log, at trace level, from a plugin that logs everything', async () => {
    const { logger, text, records } = recordingLogger()
    const { app } = await boot([operationsPlugin(), careless], { logger })
    const response = await app.inject({
      method: 'POST',
      url: `/api/public/careless/login?code=${CANARY}-query`,
      headers: {
        authorization: `Bearer ${CANARY}-bearer`,
        cookie: `session=${CANARY}-cookie`,
        'x-api-key': `${CANARY}-key`,
      },
      payload: {
        password: `${CANARY}-password`,
        newPassword: `${CANARY}-"quoted"\\`,
        access_token: `${CANARY}-access`,
        refreshToken: `${CANARY}-refresh`,
        clientSecret: `${CANARY}-secret`,
        deep: { setupToken: `${CANARY}-setup`, cookies: [`${CANARY}-list`] },
        kept: 'an ordinary field',
      },
    })
    expect(response.statusCode).toBe(500)
    expect(text()).not.toContain(CANARY)
    expect(text()).toContain('an ordinary field')
    expect(records().length).toBeGreaterThan(4)
  })

  test('a registered value is redacted everywhere and in every encoding', async () => {
    const secrets = new SecretRegistry()
    const { logger, text, records } = recordingLogger({ secrets })
    const value = `p"w\\${CANARY}/+ü`
    await boot([
      operationsPlugin({ secrets }),
      {
        name: 'reads',
        version: '1.0.0',
        uses: [secretRegistry],
        start: (context) => context.getService(secretRegistry).add(value),
      },
    ])
    logger.info({ note: value, at: { url: encodeURIComponent(value) } }, `text ${value}`)
    logger.info({ encoded: Buffer.from(value).toString('base64') })
    logger.error({ err: new Error(value) })
    const encoded = Buffer.from(value).toString('base64').replace(/=+$/, '')
    for (const form of [CANARY, encoded]) expect(text()).not.toContain(form)
    expect(records()[0]).toMatchObject({ note: '[redacted]', msg: 'text [redacted]' })
  })

  test('a password that is a word of the log is redacted in its fields and URLs only', () => {
    const secrets = new SecretRegistry()
    const { logger, records } = recordingLogger({ secrets })
    for (const word of ['secret', 'tributary-server', 'hunter2']) secrets.add(word)
    logger.info({ at: 'packages/secrets', password: 'secret' }, 'tributary-server reads a secret')
    logger.info({ url: 'postgres://tributary:hunter2@db.example.org/tributary' })
    expect(records()).toMatchObject([
      { at: 'packages/secrets', password: '[redacted]', msg: 'tributary-server reads a secret' },
      { url: 'postgres://db.example.org/tributary' },
    ])
  })

  test.each([
    ['secret', 14],
    ['tributary-server', 33],
    ['correct horse battery', 52],
    ['9f86d081884c7d65', 58],
  ])('%s has %d bits', (value, bits) => {
    expect(Math.round(guessBits(value))).toBe(bits)
  })

  test('a request is one line with method, path, status, time, request id and plugin', async () => {
    const { logger, records } = recordingLogger({ level: 'info' })
    const { app } = await boot([operationsPlugin(), songs], { logger })
    const response = await app.inject('/api/songs/17?x=1')
    expect(response.statusCode).toBe(401)
    const requests = records().filter((record) => record['msg'] === 'request completed')
    expect(requests).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-/),
        pid: process.pid,
        requestId: expect.stringMatching(/^[\da-f-]{36}$/),
        method: 'GET',
        path: '/api/songs/17',
        status: 401,
        ms: expect.any(Number),
        plugin: 'songs',
        msg: 'request completed',
      },
    ])
    expect(records().map((record) => record['msg'])).not.toContain('incoming request')
  })

  test('probes are logged only at debug', async () => {
    for (const [level, expected] of [
      ['info', ['/openapi.json']],
      ['debug', ['/health/live', '/health', '/openapi.json']],
    ] as const) {
      const { logger, records } = recordingLogger({ level })
      const { app } = await boot([operationsPlugin()], { logger })
      for (const url of ['/health/live', '/health?a=b', '/openapi.json']) await app.inject(url)
      const completed = records().filter((record) => record['msg'] === 'request completed')
      expect(completed.map((record) => record['path'])).toEqual(expected)
    }
  })

  test('failures that their source logs are omitted, except at debug and when something is given up', () => {
    const problem = new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, { logged: true })
    for (const [level, expected] of [
      ['info', 1],
      ['debug', 2],
    ] as const) {
      const { logger, records } = recordingLogger({ level })
      logger.warn({ err: problem }, 'request failed')
      logger.error({ err: problem }, 'plugin quarantined')
      expect(records()).toHaveLength(expected)
    }
  })

  test('transient failures are logged without stacks, in few bytes', () => {
    const { logger, text, records } = recordingLogger()
    const cause = new Error('sorry, too many clients already')
    logger.warn({ err: new ProblemError(databaseErrors.DATABASE_BUSY, { cause }) }, 'request failed')
    expect(records()[0]).toMatchObject({ err: { code: 'DATABASE_BUSY', cause: { message: cause.message } } })
    expect(text()).not.toContain('create-logger.test.ts')
    expect(text().length).toBeLessThan(400)
  })

  test('an error of the database driver is logged as its problem', () => {
    const { logger, records } = recordingLogger({ level: 'info' })
    const fail = (code: string, message: string) =>
      Object.assign(new pg.DatabaseError(message, 0, 'error'), { code })
    logger.warn(
      { err: fail('57P01', 'terminating connection due to administrator command') },
      'job queue error',
    )
    logger.warn({ err: fail('25006', 'cannot execute UPDATE in a read-only transaction') }, 'job queue error')
    expect(records()).toEqual([
      expect.objectContaining({ err: expect.not.objectContaining({ stack: expect.anything() }) }),
    ])
  })

  test('an error that a library has copied into an object is reduced the same way', () => {
    const { logger, records } = recordingLogger()
    const cause = Object.assign(new Error('refused'), { detail: `Key (email)=(${CANARY}) exists` })
    logger.error({ err: { detail: cause.detail, message: cause.message, stack: cause.stack } }, 'failed')
    expect(records()[0]).toMatchObject({
      err: { type: 'Error', message: 'refused', stack: expect.any(String) },
    })
    expect(JSON.stringify(records())).not.toContain(CANARY)
  })

  test('an error keeps its causes and loses the properties attached by its library', () => {
    const { logger, records } = recordingLogger()
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', config: { body: CANARY } })
    logger.error({ err: new Error('no database', { cause }) }, 'failed')
    expect(records()[0]).toMatchObject({
      err: {
        type: 'Error',
        message: 'no database',
        stack: expect.stringContaining('create-logger.test.ts'),
        cause: { message: 'refused', code: 'ECONNREFUSED' },
      },
    })
    expect(JSON.stringify(records())).not.toContain(CANARY)
  })

  test('redacting a hostile line takes linear time', () => {
    const parts = [
      '\\"token\\":[ ',
      '"token":["a",',
      '\\"password\\":\\"',
      'Bearer ',
      'a://',
      'a?a',
      'x-',
      '"a_a-',
    ]
    for (const part of parts) {
      const line = part.repeat(200_000 / part.length)
      const began = performance.now()
      redactLine(line, new SecretRegistry())
      // Quadratic patterns take ten seconds and more; the limit is wide for slow machines.
      expect([part, performance.now() - began < 1_000]).toEqual([part, true])
    }
  })

  test('text that only resembles a secret is kept', () => {
    const { logger, records } = recordingLogger()
    const fields = { tokens: 5, tokenEndpoint: 'https://x.example/token', secretStore: 'vault', monkey: 'x' }
    logger.info(fields, 'what? a=b is fine')
    expect(records()[0]).toMatchObject({ ...fields, msg: 'what? a=b is fine' })
  })
})
