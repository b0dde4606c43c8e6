import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { constants, getPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { prepareTestDatabase } from '@tributary/database/testing'
import type { WatchedChild } from '@tributary/processes'
import { expect, test } from 'vitest'
import { startProgram, temporaryDirectory } from './server-process.ts'

// From source, as what is not built yet is tried.
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function startWorker(environment: Readonly<Record<string, string>>): WatchedChild {
  return startProgram(['work'], { PUBLIC_METRICS: 'true', ...environment }, { main: MAIN })
}

/** On Linux each thread has a priority of its own. */
function prioritiesOf({ process: { pid = 0 } }: WatchedChild): readonly number[] {
  const threads = process.platform === 'linux' ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid]
  return [...new Set(threads.map((thread) => getPriority(thread)))]
}

async function stop(worker: WatchedChild): Promise<number | null> {
  worker.process.kill('SIGTERM')
  return (await worker.ended).code
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('a worker serves only health and metrics on its own port; a second one runs without', {
  timeout: 120_000,
}, async () => {
  await using directory = await temporaryDirectory()
  const port = await freePort()
  const environment = { DATA_DIR: directory.path, WORKER_PORT: String(port) }
  const url = `http://127.0.0.1:${port}`
  const status = (path: string) =>
    fetch(`${url}${path}`).then(
      (response) => response.status,
      () => 0,
    )
  const worker = startWorker(environment)
  await worker.until('the worker was ready', async () => (await status('/health/ready')) === 200)
  expect(await status('/health/live')).toBe(200)
  expect(await status('/health')).toBe(200)
  // The embedded database, which it may start again after a crash, would inherit another priority.
  await expect.poll(() => prioritiesOf(worker)).toEqual([getPriority()])
  for (const path of ['/', '/docs', '/openapi.json', '/api/jobs', '/api/public/accounts', '/metrics/x'])
    expect([path, await status(path)]).toEqual([path, 404])
  const workers = async () =>
    /^tributary_jobs_workers (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]
  await worker.until('one worker was counted', async () => (await workers()) === '1')

  const second = startWorker(environment)
  const advice = 'health probes disabled: set WORKER_PORT to a free port, or to 0'
  await second.until('it said why it answers no probes', () => second.output().includes(advice))
  await second.until('two workers were counted', async () => (await workers()) === '2')
  expect(await stop(second)).toBe(0)
  // Sooner than one that died would be missed, after a minute.
  await expect.poll(workers, { timeout: 20_000 }).toBe('1')
  expect(await stop(worker)).toBe(0)
  expect(await status('/health/live')).toBe(0)
})

test('a worker on a PostgreSQL server gives way to the processes that answer requests', {
  timeout: 120_000,
}, async () => {
  await using directory = await temporaryDirectory()
  const { options, remove } = await prepareTestDatabase()
  const worker = startWorker({
    DATA_DIR: directory.path,
    DATABASE_URL: options.databaseUrl ?? '',
    WORKER_PORT: String(await freePort()),
  })
  await worker.until('it ran', () => worker.output().includes('worker started'))
  const lowered = Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL)
  await expect.poll(() => prioritiesOf(worker)).toEqual([lowered])
  expect(await stop(worker)).toBe(0)
  await remove()
})

test('metrics of a worker need an administrator unless PUBLIC_METRICS is set, and WORKER_PORT=0 opens no port', {
  timeout: 120_000,
}, async () => {
  await using directory = await temporaryDirectory()
  const port = await freePort()
  const closed = startWorker({
    DATA_DIR: directory.path,
    WORKER_PORT: String(port),
    PUBLIC_METRICS: 'false',
  })
  const metrics = () =>
    fetch(`http://127.0.0.1:${port}/metrics`).then(
      (response) => response.status,
      () => 0,
    )
  await closed.until('metrics needed an administrator', async () => (await metrics()) === 401)
  const portless = startWorker({ DATA_DIR: directory.path, WORKER_PORT: '0' })
  await portless.until('it worked', () => portless.output().includes('worker started'))
  expect(await stop(portless)).toBe(0)
  expect(portless.output()).not.toContain('probes')
  expect(await stop(closed)).toBe(0)
})
