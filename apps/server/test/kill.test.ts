import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase, type DatabaseOptions } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import type { ImportJob } from '@tributary/integration-host'
import { generateViewingHistory } from '@tributary/integration-netflix/simulator'
import { beforeAll, describe, expect, test } from 'vitest'
import { ServerProcess, temporaryDirectory } from './server-process.ts'
import { waitForJob } from './wait-for-job.ts'

/** The full proof is ROWS=200000 and KILLS=20; what runs each time is the same at a smaller size. */
const ROWS = Number(process.env['ROWS'] ?? 20_000)
const KILLS = Number(process.env['KILLS'] ?? 3)

describe('a repeatedly killed import', () => {
  let content: Buffer
  let undisturbed: Outcome
  beforeAll(async () => {
    await using directory = await temporaryDirectory()
    content = await historyOf(ROWS)
    undisturbed = await exportAfter({ dataDir: directory.path }, content, 0)
    expect(undisturbed.job).toMatchObject({
      status: 'succeeded',
      fetched: ROWS,
      inserted: ROWS,
      attempts: 1,
    })
  }, 30_000 + ROWS)

  test.each(['embedded', 'postgres'] as const)(
    'completes automatically, with the rows of an undisturbed run (%s)',
    async (mode) => {
      await using directory = await temporaryDirectory()
      const place = mode === 'postgres' ? await prepareTestDatabase() : undefined
      const killed = await exportAfter({ ...place?.options, dataDir: directory.path }, content, KILLS)
      expect(killed.job).toMatchObject({
        status: 'succeeded',
        fetched: ROWS,
        inserted: ROWS,
        unchanged: 0,
        updated: 0,
        rejected: 0,
      })
      expect(killed.job.attempts).toBeGreaterThan(1)
      expect(killed.items).toEqual(undisturbed.items)
      await place?.remove()
    },
    30_000 + KILLS * 40_000 + ROWS,
  )
})

/** What an import has come to. */
interface Outcome {
  readonly job: ImportJob
  readonly items: readonly string[]
}

async function historyOf(rows: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of generateViewingHistory({ rows, locale: 'us', seed: 5 }))
    chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Imports the file through `kills` kills at random places, and returns what is there in the end. */
async function exportAfter(database: DatabaseOptions, content: Buffer, kills: number): Promise<Outcome> {
  const { dataDir, databaseUrl } = database
  const environment = {
    DATA_DIR: dataDir,
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
  }
  let server = await ServerProcess.start(environment)
  await server.signIn()
  const { id } = (await (await server.upload('netflix', { content })).json()) as ImportJob
  for (let kill = 0; kill < kills; kill++) {
    await importReaches(server, id, (ROWS * (kill + Math.random())) / (kills + 1))
    await server.kill()
    server = await ServerProcess.start(environment)
    await server.signIn()
    await expireHeartbeat(database)
  }
  const job = await waitForJob(server, id)
  const text = await (await server.fetch('/api/library/export')).text()
  await server.stop()
  // Ids and times of arrival are another run's; everything else has to be equal.
  const items = text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\{"id":"\d+",/, '{').replace(/,"createdAt":.*$/, '}'))
  return { job, items: items.toSorted() }
}

/** A kill while nothing runs proves nothing, so it strikes when so many rows more are written. */
async function importReaches(server: ServerProcess, id: string, rows: number): Promise<void> {
  const read = async () => (await server.json(`/api/jobs/${id}`)) as ImportJob
  for (let job = await read(); ['queued', 'running'].includes(job.status); job = await read()) {
    if (job.fetched >= rows) return
    await sleep(10)
  }
}

/** The queue notices a dead worker 10 s after its last heartbeat; the kills need not wait for that. */
async function expireHeartbeat(options: DatabaseOptions): Promise<void> {
  const database = createDatabase(options)
  await database.open()
  await database.pool.query(
    "update pgboss.job set heartbeat_on = now() - interval '1 hour' where state = 'active'",
  )
  await database.close()
}
