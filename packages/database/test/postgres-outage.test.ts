import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase, isConnectionLost, toDatabaseProblem } from '../src/index.ts'
import { postgresServer, startTestDatabase, stopPostgresServer } from '../src/testing/index.ts'

describe.skipIf(process.env.TEST_DATABASE_URL !== undefined)('an outage of PostgreSQL', () => {
  afterAll(() => stopPostgresServer())

  it('is noticed at once, kills nothing, and work resumes after it', async () => {
    const server = await postgresServer()
    await using test = await startTestDatabase({ mode: 'postgres' })
    const running = test.database.pool.query('select pg_sleep(30)').catch((error: unknown) => error)
    await test.database.check()
    await server.process?.pause()
    const cut = await running
    expect(isConnectionLost(cut)).toBe(true)
    expect(toDatabaseProblem(cut)).toMatchObject({ code: 'DATABASE_UNAVAILABLE', statusCode: 503 })
    const begun = performance.now()
    await expect(test.database.check()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await expect(test.database.transaction(async () => 1)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    })
    expect(performance.now() - begun).toBeLessThan(3_500)
    await server.process?.resume()
    await test.database.check()
  })

  it('at the start is waited for', async () => {
    const server = await postgresServer()
    const databaseUrl = await server.createDatabase()
    await server.process?.pause()
    const database = createDatabase({ databaseUrl, dataDir: '.' })
    const opening = database.open()
    await server.process?.resume()
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
        'PostgreSQL at 127.0.0.1:1 cannot be reached (connect ECONNREFUSED 127.0.0.1:1). Is it running, and is DATABASE_URL right?',
    })
  })

  it('at the start that does not exist names what was asked for, and no password', async () => {
    const server = await postgresServer()
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
