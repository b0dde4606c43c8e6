import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '@tributary/processes'

/** The built server, since operators run that. */
const MAIN = fileURLToPath(new URL('../../../../apps/server/dist/main.js', import.meta.url))
const START_LIMIT = 60_000

/** Starts a server on an embedded database in a directory, and resolves to its `/metrics`. */
export async function readMetrics(directory: string): Promise<string> {
  const { PATH = '', HOME = '' } = process.env
  const server = spawn(process.execPath, [MAIN, 'serve'], {
    env: { PATH, HOME, DATA_DIR: join(directory, 'data'), PORT: '0', PUBLIC_METRICS: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  endWithThisProcess(server)
  try {
    const url = await addressOf(server)
    // The requests are among the metrics.
    await fetch(`${url}/health`)
    const response = await fetch(`${url}/metrics`)
    if (!response.ok) throw new Error(`/metrics answered ${response.status}`)
    return await response.text()
  } finally {
    await stop(server)
  }
}

/** From the log, which says on which port the server listens. */
async function addressOf(server: ChildProcess): Promise<string> {
  let log = ''
  server.stdout?.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const until = performance.now() + START_LIMIT
  for (;;) {
    const [, url] = /listening on (http:\/\/[\d.:]+)/.exec(log) ?? []
    if (url !== undefined) return url
    if (server.exitCode !== null || performance.now() > until)
      throw new Error(`the server did not start: ${log.slice(-2_000)}`)
    await delay(50)
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  await ended
}
