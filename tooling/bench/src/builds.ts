import { openAsBlob } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ImportJob } from '@tributary/integration-host'
import { alternate } from './alternate.ts'
import { proportionalMemory } from './embedded/proportional-memory.ts'
import { writeViewingFile } from './import/viewing-file.ts'
import { medianRatio } from './median.ts'
import type { BenchOptions } from './read-arguments.ts'
import { printHeading, printRatio, printRounds, type Target, whole } from './report.ts'
import { serverFile } from './repository.ts'
import { load } from './requests/load.ts'
import { askServer, followJob } from './server/follow-job.ts'
import { settledMemory } from './server/resident-memory.ts'
import { prepareServer, ServerProcess } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const ROUNDS = 9
const SECONDS = 5
const CONNECTIONS = 16
const WARM_UP_MILLISECONDS = 2_000
const MOST_ROWS = 200_000
const SIDES = ['this', 'other'] as const

type Side = (typeof SIDES)[number]

interface Build {
  readonly file: string
  readonly settings: { readonly DATA_DIR: string }
  readonly apiKey: string
}

interface MeasuredBuild {
  readonly startMilliseconds: number
  readonly idleMegabytes: number
  readonly requestsPerSecond: number
}

/** This build beside that of another clone, `--beside <directory>`, each with its embedded database: start, idle memory and a list. */
export async function benchBuilds(options: BenchOptions): Promise<void> {
  const { beside, rounds: count = ROUNDS, seconds = SECONDS, settleSeconds } = options
  const rows = Math.min(options.rows, MOST_ROWS)
  if (beside === undefined) {
    printHeading('builds: left out, since --beside names no built clone to compare with')
    return
  }
  printHeading(`builds: beside ${beside}, ${whole(rows)} items, ${count} rounds, alternating`)
  await inTemporaryDirectory(async (directory) => {
    const viewings = join(directory, 'NetflixViewingHistory.csv')
    await writeViewingFile(viewings, rows)
    const files = { this: serverFile, other: resolve(beside, 'apps/server/dist/main.js') }
    const builds = {
      this: await prepareBuild(files.this, { directory: join(directory, 'this'), viewings, rows }),
      other: await prepareBuild(files.other, { directory: join(directory, 'other'), viewings, rows }),
    }
    const measured = await alternate(SIDES, count, (side) =>
      measure(builds[side], { seconds, settleSeconds }),
    )
    report(measured)
  })
}

async function prepareBuild(
  file: string,
  given: { readonly directory: string; readonly viewings: string; readonly rows: number },
): Promise<Build> {
  const { directory, viewings, rows } = given
  await access(file)
  // As root, PostgreSQL runs as another account, which must be able to enter the directory.
  await mkdir(directory, { mode: 0o711 })
  const settings = { DATA_DIR: directory }
  const apiKey = await prepareServer(settings, file)
  const server = await ServerProcess.start(settings, { file, args: ['serve'] })
  try {
    const body = new FormData()
    body.set('file', await openAsBlob(viewings), 'NetflixViewingHistory.csv')
    const caller = { url: server.url, apiKey }
    const { id } = await askServer<ImportJob>(caller, '/api/netflix/import', { method: 'POST', body })
    await followJob(caller, { id, rows })
  } finally {
    await server.stop()
  }
  return { file, settings, apiKey }
}

async function measure(
  { file, settings, apiKey }: Build,
  { seconds, settleSeconds }: { readonly seconds: number; readonly settleSeconds: number },
): Promise<MeasuredBuild> {
  const began = performance.now()
  const server = await ServerProcess.start(settings, { file, args: ['serve'] })
  const startMilliseconds = performance.now() - began
  try {
    await settledMemory(server.pid, settleSeconds)
    const idleMegabytes = proportionalMemory(server.pid, settings.DATA_DIR)
    const request = {
      port: Number(new URL(server.url).port),
      path: '/api/library/items?limit=50',
      connections: CONNECTIONS,
      headers: { authorization: `Bearer ${apiKey}` },
    }
    await load({ ...request, milliseconds: WARM_UP_MILLISECONDS })
    const { perSecond } = await load({ ...request, milliseconds: seconds * 1000 })
    return { startMilliseconds, idleMegabytes, requestsPerSecond: perSecond }
  } finally {
    await server.stop()
  }
}

function report(measured: Record<Side, readonly MeasuredBuild[]>): void {
  const compare = (
    name: keyof MeasuredBuild,
    label: string,
    given: { unit: string; target: Target },
  ): void => {
    const { unit, target } = given
    const ours = measured.this.map((each) => each[name])
    const others = measured.other.map((each) => each[name])
    printRounds(`${label}, other build`, { values: others, unit })
    printRounds(`${label}, this build`, { values: ours, unit })
    printRatio(medianRatio(ours, others), target)
  }
  compare('startMilliseconds', 'start', { unit: 'ms', target: { is: 'at most', value: 1 } })
  compare('idleMegabytes', 'idle memory', { unit: 'MB', target: { is: 'at most', value: 0.85 } })
  compare('requestsPerSecond', 'list', { unit: 'requests/s', target: { is: 'at least', value: 2 } })
}
