import { setTimeout as sleep } from 'node:timers/promises'
import { postgresServer, startTestDatabase, stopPostgresServer } from '@tributary/database/testing'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { countQueries, reaches, startJobsServer } from './jobs-server.ts'
import { longFeeds } from './long-feed.ts'
import { expectWhole, FEED, submitLong } from './long-job.ts'

describe.skipIf(process.env.TEST_DATABASE_URL !== undefined)('an outage of PostgreSQL', () => {
  afterAll(() => stopPostgresServer())

  it.each([1_000, 12_000])('of %s ms leaves no job behind', { timeout: 60_000 }, async (milliseconds) => {
    const postgres = await postgresServer()
    const test = await startTestDatabase({ mode: 'postgres' })
    const lines: string[] = []
    const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
    const server = await startJobsServer(test.options, { integrations: longFeeds([{ ...FEED, pause: 10 }]), logger })
    const id = await submitLong(server)
    await reaches(server, id, ['running'])
    await sleep(300)
    await postgres.process?.pause()
    await sleep(milliseconds)
    await postgres.process?.resume()
    const back = performance.now()
    await reaches(server, id, ['succeeded'], 25_000)
    expect(performance.now() - back).toBeLessThan(20_000)
    await expectWhole(server, id)
    const said = lines.filter((line) => line.includes('the job queue met an error'))
    expect(said.length).toBeLessThanOrEqual(Math.ceil(milliseconds / 10_000) + 1)
    await server.stop()
    await test.stop()
  })
})

describe('several servers', () => {
  afterAll(() => stopPostgresServer())

  it('that start at the same time over an empty database all come up', async () => {
    await using test = await startTestDatabase({ mode: 'postgres' })
    const servers = await Promise.all(Array.from({ length: 4 }, () => startJobsServer(test.options)))
    for (const server of servers) expect(server.kernel.state).toBe('ready')
    await Promise.all(servers.map((server) => server.stop()))
  })
})

describe.each(['embedded', 'postgres'] as const)('a server that has nothing to do (%s)', (mode) => {
  it('asks its database no more than five times a second', { timeout: 60_000 }, async () => {
    const test = await startTestDatabase({ mode })
    await test.database.close()
    const server = await startJobsServer(test.options)
    let queries = 0
    await sleep(1_500)
    countQueries(server, '', () => queries++)
    await sleep(6_000)
    const perSecond = queries / 6
    if (process.env.CRASH_FIGURES !== undefined) process.stderr.write(`${mode}: ${perSecond.toFixed(1)} queries/s\n`)
    expect(perSecond).toBeLessThan(mode === 'embedded' ? 5 : 12)
    await server.stop()
    await test.stop()
    if (mode === 'postgres') await stopPostgresServer()
  })
})
