import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { type OwnPostgresServer, prepareTestDatabase, startPostgresServer } from '@tributary/database/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countQueries, type JobsServer, jobRow, reaches, startJobsServer } from './jobs-server.ts'
import { longFeeds } from './long-feed.ts'
import { expectWhole, FEED, submitLong } from './long-job.ts'
import { recordedLog } from './recorded-log.ts'

describe('an outage of PostgreSQL', () => {
  let postgres: OwnPostgresServer
  beforeAll(async () => {
    postgres = await startPostgresServer()
  })
  afterAll(() => postgres.stop())

  it.each([1_000, 12_000])('of %s ms loses no job', { timeout: 60_000 }, async (milliseconds) => {
    const databaseUrl = await postgres.createDatabase()
    const { logger, lines } = recordedLog()
    const server = await startJobsServer({
      databaseOptions: { databaseUrl, dataDir: tmpdir() },
      integrations: longFeeds([{ ...FEED, pause: 10 }]),
      logger,
    })
    const id = await submitLong(server)
    await reaches(server, id, ['running'])
    await sleep(300)
    await postgres.pause()
    await sleep(milliseconds)
    await postgres.resume()
    const seconds = await resumption(server, id)
    expect(seconds).toBeLessThan(15)
    if (process.env.CRASH_FIGURES !== undefined)
      process.stderr.write(`resumed after ${seconds.toFixed(1)} s\n`)
    // Some records of the feed are bad.
    await reaches(server, id, ['partial'], 25_000)
    await expectWhole(server, id)
    const said = lines.filter((line) => line.message.includes('the job queue met an error'))
    expect(said.length).toBeLessThanOrEqual(Math.ceil(milliseconds / 10_000) + 1)
    await server.stop()
  })
})

describe('several servers', () => {
  it('that start at the same time on an empty database all boot', async () => {
    const { options: databaseOptions, remove } = await prepareTestDatabase()
    const servers = await Promise.all(Array.from({ length: 4 }, () => startJobsServer({ databaseOptions })))
    for (const server of servers) expect(server.kernel.state).toBe('ready')
    await Promise.all(servers.map((server) => server.stop()))
    await remove()
  })
})

describe('an idle server', () => {
  it('queries its database a few times a second', { timeout: 60_000 }, async () => {
    const server = await startJobsServer()
    let queries = 0
    await sleep(1_500)
    countQueries(server, '', () => queries++)
    await sleep(4_000)
    const perSecond = queries / 4
    if (process.env.CRASH_FIGURES !== undefined) process.stderr.write(`${perSecond.toFixed(1)} queries/s\n`)
    expect(perSecond).toBeLessThan(8)
    await server.stop()
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
