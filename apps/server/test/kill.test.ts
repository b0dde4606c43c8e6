import { prepareTestDatabase } from '@tributary/database/testing'
import type { ImportJob } from '@tributary/integration-kit'
import { generateViewingHistory } from '@tributary/integration-netflix/simulator'
import { describe, expect, test } from 'vitest'
import { ServerProcess, temporaryDirectory } from './server-process.ts'
import { waitForJob } from './wait-for-job.ts'

/** The full proof is ROWS=200000 and KILLS=20; what runs each time is the same at a smaller size. */
const ROWS = Number(process.env['ROWS'] ?? 20_000)
const KILLS = Number(process.env['KILLS'] ?? 3)
/** A kill while nothing runs proves nothing, so it strikes within the time that the import needs. */
const LONGEST_WAIT_MILLISECONDS = 1_500

describe.each(['embedded', 'postgres'] as const)('an import that is killed again and again (%s)', (mode) => {
  test(
    'completes by itself, with the rows of an undisturbed run',
    async () => {
      await using directory = await temporaryDirectory()
      const content = await historyOf(ROWS)
      const undisturbed = await exportAfter(await environmentOf(mode, `${directory.path}/a`), content, 0)
      const killed = await exportAfter(await environmentOf(mode, `${directory.path}/b`), content, KILLS)
      expect(undisturbed.job).toMatchObject({
        status: 'succeeded',
        fetched: ROWS,
        inserted: ROWS,
        attempts: 1,
      })
      expect(killed.job).toMatchObject({
        status: 'succeeded',
        fetched: ROWS,
        inserted: ROWS,
        unchanged: 0,
        updated: 0,
        rejected: 0,
      })
      expect(killed.items).toEqual(undisturbed.items)
    },
    30_000 + KILLS * 40_000 + ROWS,
  )
})

async function environmentOf(
  mode: 'embedded' | 'postgres',
  dataDir: string,
): Promise<Record<string, string>> {
  if (mode === 'embedded') return { DATA_DIR: dataDir }
  const { options } = await prepareTestDatabase('postgres')
  return { DATA_DIR: dataDir, DATABASE_URL: options.databaseUrl ?? '' }
}

async function historyOf(rows: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of generateViewingHistory({ rows, locale: 'us', seed: 5 }))
    chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Imports the file through `kills` kills at random moments, and returns what is there in the end. */
async function exportAfter(
  environment: Record<string, string>,
  content: Buffer,
  kills: number,
): Promise<{ job: ImportJob; items: string[] }> {
  let server = await ServerProcess.start(environment)
  await server.signIn()
  const { id } = (await (await server.upload('netflix', { content })).json()) as ImportJob
  for (let kill = 0; kill < kills; kill++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_WAIT_MILLISECONDS))
    await server.kill()
    server = await ServerProcess.start(environment)
  }
  await server.signIn()
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
