import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '@tributary/processes'

const SERVER = fileURLToPath(new URL('../../../apps/server/dist/main.js', import.meta.url))
const START_MILLISECONDS = 60_000
const LOOK_MILLISECONDS = 100
/** Imports create much short-lived garbage; see the bootstrap. */
const FLAGS = ['--max-semi-space-size=16', '--max-old-space-size=1024']

/** The built server in a separate process, with its worker. */
export class ServerProcess {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
  }

  /** Resolves when it is ready. Its log is written to standard error, since standard output is the demo's. */
  static async start(url: string, environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
    const child = spawn(process.execPath, [...FLAGS, SERVER, 'serve'], {
      env: { ...process.env, ...environment, PUBLIC_URL: url },
      stdio: ['ignore', 2, 2],
    })
    endWithThisProcess(child)
    const server = new ServerProcess(child, url)
    const until = Date.now() + START_MILLISECONDS
    while (Date.now() < until) {
      if (child.exitCode !== null)
        throw new Error(`the server ended with ${child.exitCode} before it was ready`)
      const ready = await fetch(`${url}/health/ready`)
        .then(({ ok }) => ok)
        .catch(() => false)
      if (ready) return server
      await sleep(LOOK_MILLISECONDS)
    }
    await server.stop()
    throw new Error('the server was not ready within a minute')
  }

  get ended(): Promise<unknown> {
    return once(this.#child, 'exit')
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await gone
  }
}
