import { isProblemError } from '@tributary/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, isConnectionLost, toDatabaseProblem } from '../src/index.ts'
import { type OwnPostgresServer, startPostgresServer } from '../src/testing/index.ts'

describe('an outage of PostgreSQL', () => {
  let server: OwnPostgresServer
  beforeAll(async () => {
    server = await startPostgresServer()
  })
  afterAll(() => server.stop())

  it('is noticed at once, kills nothing, and work resumes after it', async () => {
    const database = createDatabase({ databaseUrl: await server.createDatabase(), dataDir: '.' })
    await database.open()
    const running = database.pool.query('select pg_sleep(30)').catch((error: unknown) => error)
    await database.check()
    await server.pause()
    const cut = await running
    expect(isConnectionLost(cut)).toBe(true)
    expect(toDatabaseProblem(cut)).toMatchObject({ code: 'DATABASE_UNAVAILABLE', statusCode: 503 })
    const begun = performance.now()
    await expect(database.check()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    const refusals = [
      toDatabaseProblem(cut),
      ...(await Promise.all(
        [database.check(), database.transaction(async () => 1)].map((work) => work.catch((error) => error)),
      )),
    ]
    for (const refused of refusals)
      expect(refused.toProblem()).toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        detail: expect.stringContaining('Try again in a few seconds'),
      })
    expect(performance.now() - begun).toBeLessThan(3_500)
    await server.resume()
    await database.check()
    await database.close()
  })

  it('is two lines of the log, however many queries fail', async () => {
    const lines: unknown[][] = []
    const record = (level: string) => (data: object, message: string) => lines.push([level, message, data])
    const logger = { info: record('info'), warn: record('warn'), error: record('error') }
    const database = createDatabase({ databaseUrl: await server.createDatabase(), dataDir: '.', logger })
    await database.open()
    await Promise.all([1, 2, 3].map(() => database.pool.query('select pg_sleep(0.05)')))
    await server.pause()
    const refused = await Promise.all(
      Array.from({ length: 20 }, () => database.pool.query('select 1').catch((error: unknown) => error)),
    )
    expect(refused.every((error) => isProblemError(error) && error.logged)).toBe(true)
    await server.resume()
    await database.pool.query('select 1')
    await database.close()
    expect(lines).toEqual([
      ['error', expect.stringMatching(/lost|cannot be reached/), { err: expect.any(Error) }],
      [
        'info',
        'database reachable again',
        { seconds: expect.any(Number), refused: expect.any(Number), lost: 3 },
      ],
    ])
    expect(lines[1]?.[2]).toMatchObject({ refused: 20 })
  })

  it('at the start is waited for', async () => {
    const databaseUrl = await server.createDatabase()
    await server.pause()
    const database = createDatabase({ databaseUrl, dataDir: '.' })
    const opening = database.open()
    await server.resume()
    await expect(opening).resolves.toBeUndefined()
    await database.close()
  })

  it('at the start that lasts is an error in the end', async () => {
    const database = createDatabase({
      databaseUrl: 'postgres://ada:swordfish@127.0.0.1:1/none',
      dataDir: '.',
      startTimeout: 300,
    })
    await expect(database.open()).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message:
        'PostgreSQL at 127.0.0.1:1 cannot be reached (connect ECONNREFUSED 127.0.0.1:1). Check that it is running and that DATABASE_URL is correct.',
    })
  })

  it('that does not exist at the start is named, without password', async () => {
    const url = new URL(await server.createDatabase())
    url.pathname = '/nowhere'
    url.password ||= 'swordfish'
    // Nothing to wait for: longer than this test may take.
    const database = createDatabase({ databaseUrl: url.href, dataDir: '.', startTimeout: 60_000 })
    const failure = await database.open().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'DATABASE_REFUSED' })
    expect(String(failure)).toMatch(/"nowhere" as "\w+" \(database "nowhere" does not exist\)/)
    expect(String(failure)).not.toContain(url.password)
  })
})
