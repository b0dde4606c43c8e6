import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type WatchedChild, watchChild } from '@tributary/processes'

/** As it is built, with the built page: what people run. */
const MAIN = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url))

export const ADMIN = { email: 'ada@example.org', password: 'correct horse battery' }

export interface PageServerOptions {
  /** Whether there is an administrator already. Default true; without one the first run is shown. */
  readonly administrator?: boolean
  readonly environment?: Readonly<Record<string, string>>
}

/** A real server with the page, in a process and a data directory of its own. */
export class PageServer {
  readonly url: string
  readonly #directory: string
  readonly #environment: Readonly<Record<string, string>>
  #child: WatchedChild

  private constructor(url: string, directory: string, environment: Readonly<Record<string, string>>) {
    this.url = url
    this.#directory = directory
    this.#environment = environment
    this.#child = start(environment)
  }

  static async start({
    administrator = true,
    environment = {},
  }: PageServerOptions = {}): Promise<PageServer> {
    const base = process.env['TEST_DIRECTORY'] ?? tmpdir()
    const directory = await mkdtemp(join(base, 'page-'))
    // As root, PostgreSQL runs as another account: it passes through here, or the database would be in /var/lib and stay there.
    await chmod(directory, 0o711)
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const server = new PageServer(url, directory, {
      DATA_DIR: join(directory, 'data'),
      PORT: String(port),
      PUBLIC_URL: url,
      LOG_LEVEL: 'warn',
      ...(administrator ? { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password } : {}),
      ...environment,
    })
    try {
      await server.#untilReady()
    } catch (error) {
      await server.stop()
      throw error
    }
    return server
  }

  /** Everything that the server has written, the set-up token among it. */
  get output(): string {
    return this.#child.output()
  }

  /** The address that the terminal shows for the first run. */
  async setupAddress(): Promise<string> {
    const pattern = /http:\S+\/setup#token=\S+/
    await this.#child.until('the address of the first run was printed', async () => pattern.test(this.output))
    return pattern.exec(this.output)?.[0] ?? ''
  }

  /** Ends the process without a farewell, as a power cut does. */
  async kill(): Promise<void> {
    this.#child.process.kill('SIGKILL')
    await this.#child.ended
  }

  /** Starts it again on the same data, at the same address. */
  async restart(): Promise<void> {
    this.#child = start(this.#environment)
    await this.#untilReady()
  }

  async stop(): Promise<void> {
    this.#child.process.kill('SIGTERM')
    await this.#child.ended
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }

  async #untilReady(): Promise<void> {
    await this.#child.until('the server was ready', () =>
      fetch(`${this.url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
  }
}

function start(environment: Readonly<Record<string, string>>): WatchedChild {
  const { NODE_OPTIONS: _, ...inherited } = process.env
  return watchChild(
    spawn(process.execPath, [MAIN, 'serve'], {
      env: { ...inherited, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
