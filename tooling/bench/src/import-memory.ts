import { openAsBlob } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ImportJob } from '@tributary/integration-host'
import { GENERATED_FILES, writeGenerated } from './import-memory/generated-files.ts'
import { type Databases, startDatabases, withFresh } from './server/databases.ts'
import { askServer, followJob } from './server/follow-job.ts'
import { PeakMemory, ResidentMemory, settledMemory } from './server/resident-memory.ts'
import { ServerProcess } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

/** The server's memory during one import of a large file: during the upload, and while it is read. */

const { values } = parseArgs({
  options: {
    file: { type: 'string', multiple: true, default: Object.keys(GENERATED_FILES) },
    mebibytes: { type: 'string', default: '95' },
    mode: { type: 'string', default: 'embedded' },
  },
})
const mebibytes = Number(values.mebibytes)

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
await inTemporaryDirectory(async (directory) => {
  const databases = await startDatabases(values.mode === 'postgres' ? 'postgres' : 'embedded', directory)
  for (const name of values.file) {
    const generated = Object.entries(GENERATED_FILES).find(([known]) => known === name)?.[1]
    if (generated === undefined)
      throw new Error(`--file is one of ${Object.keys(GENERATED_FILES).join(', ')}`)
    const file = join(directory, generated.filename)
    await writeGenerated(file, generated, mebibytes)
    const { size } = await stat(file)
    process.stdout.write(`${name}: ${Math.round(size / 1024 / 1024)} MiB\n`)
    await importInto(databases, { ...generated, file, size })
    await rm(file)
  }
  await databases.stop()
})

interface ImportedFile {
  readonly integration: string
  readonly filename: string
  readonly file: string
  readonly size: number
}

async function importInto(databases: Databases, imported: ImportedFile): Promise<void> {
  await withFresh(databases, async ({ settings }) => {
    const limit = String(Math.ceil(imported.size / 1024 / 1024))
    const server = await ServerProcess.start({ ...settings, UPLOAD_FILE_MEBIBYTES: limit })
    try {
      await measure({ url: server.url, apiKey: databases.apiKey }, server.pid, imported)
    } finally {
      await server.stop()
    }
  })
}

async function measure(
  caller: { readonly url: string; readonly apiKey: string },
  pid: number,
  { integration, filename, file }: ImportedFile,
): Promise<void> {
  const idle = await settledMemory(pid, 5)
  const peak = new PeakMemory(pid)
  const above = (megabytes: number) => `+${Math.round(megabytes - idle)}`
  const began = performance.now()
  const body = new FormData()
  body.set('file', await openAsBlob(file), filename)
  const { id } = await askServer<ImportJob>(caller, `/api/${integration}/import`, { method: 'POST', body })
  process.stdout.write(`  idle ${Math.round(idle)} MB; upload: peak ${above(peak.megabytes)} MB\n`)
  const memory = new ResidentMemory(pid)
  // An estimate in entries: a job that takes far longer hangs.
  const { rows, quarters } = await followJob(caller, { id, rows: mebibytes * 25_000, memory })
  memory.stop()
  const seconds = (performance.now() - began) / 1000
  process.stdout.write(
    `  import of ${rows} in ${Math.round(seconds)} s: quarters ${quarters.map(above).join(' ')}, peak ${above(peak.megabytes)} MB\n`,
  )
}
