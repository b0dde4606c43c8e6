import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ImportJob } from '@tributary/integration-host'
import { writeViewingFile } from './import/viewing-file.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { askServer, followJob } from './server/follow-job.ts'
import { ResidentMemory, settledMemory } from './server/resident-memory.ts'
import { ServerProcess } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } })
const rows = Number(values.rows)

/** What the import of a long file takes of the server's memory, with the embedded database: as it is sent, and as it is read. */
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
await inTemporaryDirectory(async (directory) => {
  const file = join(directory, 'NetflixViewingHistory.csv')
  await writeViewingFile(file, rows)
  const { size } = await stat(file)
  process.stdout.write(`${rows} rows, ${Math.round(size / 1024 / 1024)} MiB\n`)
  const databases = await startDatabases('embedded', directory)
  await withFresh(databases, async ({ settings }) => {
    const server = await ServerProcess.start(settings)
    try {
      await measure({ url: server.url, apiKey: databases.apiKey }, server.pid, file)
    } finally {
      await server.stop()
    }
  })
})

async function measure(
  caller: { readonly url: string; readonly apiKey: string },
  pid: number,
  file: string,
): Promise<void> {
  const idle = await settledMemory(pid, 5)
  const memory = new ResidentMemory(pid)
  const body = new FormData()
  body.set('file', await openAsBlob(file), 'NetflixViewingHistory.csv')
  const { id } = await askServer<ImportJob>(caller, '/api/netflix/import', { method: 'POST', body })
  process.stdout.write(`idle ${Math.round(idle)} MB; upload: peak +${Math.round(memory.peak - idle)} MB\n`)
  const { quarters } = await followJob(caller, { id, rows, memory })
  memory.stop()
  const above = quarters.map((quarter) => `+${Math.round(quarter - idle)}`).join(' ')
  process.stdout.write(`import: quarters ${above}, peak +${Math.round(memory.peak - idle)} MB\n`)
}
