import { execFile } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import type { ImportJob } from '@tributary/integration-host'
import { writeViewingFile } from './import/viewing-file.ts'
import { machineLine } from './machine-line.ts'
import { type Latencies, latenciesOf } from './reads/latencies.ts'
import { serverFile, serverFlags } from './repository.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { askServer, followJob } from './server/follow-job.ts'
import { ServerProcess, type ServerSettings } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

/** How long another person's requests are answered while one person does their worst. Both have a library of `rows` items. */
const { values: given } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    seconds: { type: 'string', default: '10' },
    mode: { type: 'string', default: 'embedded' },
  },
})
const rows = Number(given.rows)
const seconds = Number(given.seconds)
/** Of the other person: what a page asks for, one after the other. */
const PROBES = [
  '/api/accounts/me',
  '/api/library/items?limit=50',
  '/api/library/items?text=season&limit=20',
  '/api/jobs?limit=20',
  '/api/metrics/catalogue',
]
const PROBES_A_SECOND = 25
const AT_ONCE = 50

interface Caller {
  readonly url: string
  readonly apiKey: string
}

async function createPerson(settings: ServerSettings): Promise<string> {
  const run = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...(await serverFlags()), serverFile, ...args],
      {
        cwd: settings.DATA_DIR,
        env: { PATH: process.env['PATH'] ?? '', ...settings },
      },
    )
    return stdout.trim()
  }
  const email = 'other@example.org'
  await run('users', 'create', '--email', email)
  return run('keys', 'create', '--user', email, '--name', 'bench')
}

async function importFile(caller: Caller, file: string): Promise<void> {
  const { id } = await upload(caller, await openAsBlob(file))
  await followJob(caller, { id, rows })
}

function upload(caller: Caller, content: Blob): Promise<ImportJob> {
  const body = new FormData()
  body.set('file', content, 'NetflixViewingHistory.csv')
  return askServer<ImportJob>(caller, '/api/netflix/import', { method: 'POST', body })
}

type Worst = (caller: Caller, signal: AbortSignal) => Promise<unknown>

const loops =
  (paths: readonly string[]): Worst =>
  (caller, signal) =>
    Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        askAgain(caller, paths[index % paths.length] ?? '', signal),
      ),
    )

/** 600 small files, all at once. */
const imports: Worst = async (caller, signal) => {
  for (let number = 0; number < 600 && !signal.aborted; number += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        upload(caller, new Blob([`Title,Date\n"Film ${number + index}","1/2/26"\n`])).catch(() => undefined),
      ),
    )
}

const streams: Worst = async (caller, signal) => {
  const { items } = await askServer<{ items: ImportJob[] }>(caller, '/api/jobs?limit=1')
  const follow = () =>
    fetch(`${caller.url}/api/jobs/${items[0]?.id}/events`, { headers: headersOf(caller), signal }).then(
      (response) => response.text(),
      () => undefined,
    )
  await Promise.all(Array.from({ length: 500 }, follow))
}

const WORST: Readonly<Record<string, Worst>> = {
  searches: loops([
    '/api/library/items?text=e&limit=200',
    '/api/library/items?text=the%20s&limit=200',
    '/api/library/items?text=zz',
  ]),
  summaries: loops(['/api/library/summary']),
  'ten-year queries': loops(['/api/metrics/values?metric=fitbit.steps&from=2016-01-01&to=2025-12-31']),
  exports: loops(['/api/library/export?format=jsonl']),
  'cheap requests': loops(['/api/accounts/me', '/api/library/items?limit=50']),
  '600 imports': imports,
  '500 streams': streams,
}

async function compare(worst: Caller, other: Caller): Promise<void> {
  // What V8 and PostgreSQL do at first is not what is compared.
  await probe(other)
  const idle = await probe(other)
  report('idle', idle, idle)
  for (const [name, act] of Object.entries(WORST)) await compareWith(name, [act], { worst, other, idle })
  await compareWith('all at once', Object.values(WORST), { worst, other, idle })
}

async function compareWith(
  name: string,
  acts: readonly Worst[],
  { worst, other, idle }: { worst: Caller; other: Caller; idle: Latencies },
): Promise<void> {
  const stop = new AbortController()
  const acting = acts.map((act) => act(worst, stop.signal).catch(() => undefined))
  await sleep(500)
  report(name, await probe(other), idle)
  stop.abort()
  await Promise.all(acting)
  await sleep(1_000)
}

/** Asks at a steady rate, and counts from when each request was due: one that waits does not hide the next. */
async function probe(caller: Caller): Promise<Latencies> {
  const taken: number[] = []
  const open: Promise<void>[] = []
  const begun = performance.now()
  for (let number = 0; number < seconds * PROBES_A_SECOND; number++) {
    const due = begun + (number * 1000) / PROBES_A_SECOND
    await sleep(Math.max(0, due - performance.now()))
    open.push(
      askServer(caller, PROBES[number % PROBES.length] ?? '').then(
        () => void taken.push(performance.now() - due),
      ),
    )
  }
  await Promise.all(open)
  return latenciesOf(taken, seconds)
}

/** A client that backs off for a tenth of a second when it is told that it asks too much. */
async function askAgain(caller: Caller, path: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const response = await fetch(`${caller.url}${path}`, { headers: headersOf(caller), signal })
      for await (const _ of response.body ?? []) if (signal.aborted) return
      if (response.status !== 200) await sleep(100)
    } catch {
      return
    }
  }
}

function headersOf({ apiKey }: Caller): Record<string, string> {
  return { authorization: `Bearer ${apiKey}` }
}

function report(name: string, { p50, p99, most }: Latencies, idle: Latencies): void {
  const figures = [p50, p99, most].map((value) => `${value.toFixed(1)} ms`).join(', ')
  process.stdout.write(
    `${name.padEnd(18)} p50, p99, most: ${figures}; p99 ${(p99 / idle.p99).toFixed(1)} × idle\n`,
  )
}

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
process.stdout.write(`${machineLine()}\nfairness: ${rows} items each, ${given.mode}\n`)
await inTemporaryDirectory(async (directory) => {
  const file = join(directory, 'NetflixViewingHistory.csv')
  await writeViewingFile(file, rows)
  const databases = await startDatabases(given.mode === 'postgres' ? 'postgres' : 'embedded', directory)
  try {
    await withFresh(databases, async ({ settings }) => {
      const otherKey = await createPerson(settings)
      const server = await ServerProcess.start(settings)
      try {
        const worst = { url: server.url, apiKey: databases.apiKey }
        const other = { url: server.url, apiKey: otherKey }
        for (const caller of [worst, other]) await importFile(caller, file)
        await compare(worst, other)
      } finally {
        await server.stop()
      }
    })
  } finally {
    await databases.stop()
  }
})
