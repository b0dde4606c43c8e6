import { setTimeout as sleep } from 'node:timers/promises'
import { postgresServer, startTestDatabase, stopPostgresServer } from '@tributary/database/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { countQueries, type JobsServer, jobRow, reaches, startJobsServer } from './jobs-server.ts'
import { longFeeds } from './long-feed.ts'
import { expectWhole, FEED, submitLong } from './long-job.ts'
import { recordedLog } from './recorded-log.ts'

describe.skipIf(process.env.TEST_DATABASE_URL !== undefined)('an outage of PostgreSQL', () => {
  afterAll(() => stopPostgresServer())

  it.each([1_000, 12_000])('of %s ms leaves no job behind', { timeout: 60_000 }, async (milliseconds) => {
    const postgres = await postgresServer()
    const test = await startTestDatabase({ mode: 'postgres' })
    const { logger, lines } = recordedLog()
    const server = await startJobsServer(test.options, {
      integrations: longFeeds([{ ...FEED, pause: 10 }]),
      logger,
    })
    const id = await submitLong(server)
    await reaches(server, id, ['running'])
    await sleep(300)
    await postgres.process?.pause()
    await sleep(milliseconds)
    await postgres.process?.resume()
    const seconds = await resumption(server, id)
    expect(seconds).toBeLessThan(15)
    if (process.env.CRASH_FIGURES !== undefined)
      process.stderr.write(`resumed after ${seconds.toFixed(1)} s\n`)
    await reaches(server, id, ['succeeded'], 25_000)
    await expectWhole(server, id)
    const said = lines.filter((line) => line.message.includes('the job queue met an error'))
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
  it('asks its database a few times a second', { timeout: 60_000 }, async () => {
    const test = await startTestDatabase({ mode })
    await test.database.close()
    const server = await startJobsServer(test.options)
    let queries = 0
    await sleep(1_500)
    countQueries(server, '', () => queries++)
    await sleep(4_000)
    const perSecond = queries / 4
    if (process.env.CRASH_FIGURES !== undefined)
      process.stderr.write(`${mode}: ${perSecond.toFixed(1)} queries/s\n`)
    expect(perSecond).toBeLessThan(8)
    await server.stop()
    await test.stop()
    if (mode === 'postgres') await stopPostgresServer()
  })
})

/** How long it takes until another page is there, in seconds. */
async function resumption(server: JobsServer, id: string): Promise<number> {
  const begun = performance.now()
  const read = () => jobRow(server, id).catch(() => undefined)
  let first: number | undefined
  for (;;) {
    const pages = (await read())?.pages
    first ??= pages
    if (first !== undefined && pages !== undefined && pages > first) return (performance.now() - begun) / 1000
    if (performance.now() - begun > 25_000) throw new Error('work has not resumed')
    await sleep(50)
  }
}
