import { setTimeout as sleep } from 'node:timers/promises'
import { startTestDatabase } from '@tributary/database/testing'
import { describe, expect, it } from 'vitest'
import { killWorker, startWorker, stopWorker } from './children/start-child.ts'
import { jobRow, queuedEntries, reaches, startJobsServer } from './jobs-server.ts'
import { longFeeds } from './long-feed.ts'
import { expectWhole, FEED, submitLong } from './long-job.ts'

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 3)

describe('a worker that is killed (embedded)', () => {
  it(`loses and repeats nothing, after ${ROUNDS} kills by chance`, { timeout: 120_000 }, async () => {
    const test = await startTestDatabase()
    await test.database.close()
    const first = await startJobsServer(test.options, { worker: false })
    const id = await submitLong(first)
    await first.stop()
    for (let round = 0; round < ROUNDS; round++) {
      const child = await startWorker(test.options, [FEED])
      await sleep(Math.random() * 400)
      await killWorker(child)
    }
    const server = await startJobsServer(test.options, { integrations: longFeeds([FEED]) })
    const row = await reaches(server, id, ['succeeded'], 30_000)
    expect(row.fence).toBeGreaterThan(1)
    await expectWhole(server, id)
    await server.stop()
    await test.stop()
  })

  it('that is told to stop puts its job back after the page, and the next one goes on', {
    timeout: 60_000,
  }, async () => {
    const test = await startTestDatabase()
    await test.database.close()
    const first = await startJobsServer(test.options, { worker: false })
    const id = await submitLong(first)
    await first.stop()
    const child = await startWorker(test.options, [FEED])
    await sleep(500)
    const begun = performance.now()
    await stopWorker(child)
    expect(performance.now() - begun).toBeLessThan(8_000)
    const server = await startJobsServer(test.options, { worker: false })
    const between = await jobRow(server, id)
    expect(between).toMatchObject({ status: 'queued', failures: 0, error_code: null })
    expect(between.fetched).toBe(between.pages * FEED.page)
    expect(await queuedEntries(server, id)).toBe(1)
    await server.stop()
    const next = await startJobsServer(test.options, { integrations: longFeeds([FEED]) })
    await reaches(next, id, ['succeeded'], 30_000)
    await expectWhole(next, id)
    await next.stop()
    await test.stop()
  })

  it('is followed at once, not when its heartbeat has run out', { timeout: 60_000 }, async () => {
    const test = await startTestDatabase()
    await test.database.close()
    const first = await startJobsServer(test.options, { worker: false })
    const id = await submitLong(first)
    await first.stop()
    const child = await startWorker(test.options, [{ ...FEED, pause: 200 }])
    await sleep(1_000)
    await killWorker(child)
    const server = await startJobsServer(test.options, { integrations: longFeeds([FEED]) })
    const begun = performance.now()
    while ((await jobRow(server, id)).fence < 2) {
      expect(performance.now() - begun).toBeLessThan(4_000)
      await sleep(50)
    }
    await server.stop()
    await test.stop()
  })
})
