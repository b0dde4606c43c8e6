import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryDirectory } from './server-process.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

interface WorkerProcess {
  readonly child: ChildProcess
  log(): string
}

function startWorker(environment: Readonly<Record<string, string>>): WorkerProcess {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--conditions=@tributary/source', MAIN, 'work'], {
    env: { PATH, HOME, PUBLIC_METRICS: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  const collect = (chunk: Buffer) => {
    log += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return { child, log: () => log }
}

async function stop({ child }: WorkerProcess): Promise<number | null> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = (await ended) as [number | null]
  return code
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('a worker answers health and metrics on a port of its own, and nothing else; a second one works without', {
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
  await expect.poll(() => status('/health/ready'), { timeout: 60_000, interval: 200 }).toBe(200)
  expect(await status('/health/live')).toBe(200)
  expect(await status('/health')).toBe(200)
  for (const path of ['/', '/docs', '/openapi.json', '/api/jobs', '/api/public/accounts', '/metrics/x'])
    expect([path, await status(path)]).toEqual([path, 404])
  const workers = async () =>
    /^tributary_jobs_workers (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]
  await expect.poll(workers, { timeout: 10_000, interval: 500 }).toBe('1')

  const second = startWorker(environment)
  await expect
    .poll(() => second.log(), { timeout: 60_000, interval: 200 })
    .toContain('this worker answers no probes: set WORKER_PORT to a port that is free, or to 0')
  await expect.poll(workers, { timeout: 20_000, interval: 500 }).toBe('2')
  expect(await stop(second)).toBe(0)
  expect(await stop(worker)).toBe(0)
  expect(await status('/health/live')).toBe(0)
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
  await expect.poll(metrics, { timeout: 60_000, interval: 200 }).toBe(401)
  const portless = startWorker({ DATA_DIR: directory.path, WORKER_PORT: '0' })
  await expect
    .poll(() => portless.log(), { timeout: 60_000, interval: 200 })
    .toContain('working on import jobs')
  expect(await stop(portless)).toBe(0)
  expect(portless.log()).not.toContain('probes')
  expect(await stop(closed)).toBe(0)
})
