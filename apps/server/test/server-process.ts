import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { temporaryDirectory as inMemory } from '@tributary/database/testing'
import { type ChildEnd, type WatchedChild, watchChild } from '@tributary/processes'

/** As it is built, since that is what people run. A program of a test's own is run from source, and all it imports. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

export const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' }

/** What a command wrote and how it ended. */
export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A directory for one test's data, gone afterwards. */
export async function temporaryDirectory(): Promise<{
  path: string
  [Symbol.asyncDispose](): Promise<void>
}> {
  const path = inMemory('tributary-server-')
  // The database of a server that was killed may still be stopping.
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }
  return { path, [Symbol.asyncDispose]: () => rm(path, options) }
}

/** Runs one `tributary` command to its end, or the program of a test. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  main: string = MAIN,
): Promise<CommandResult> {
  const { process: child, ended } = startProgram(args, environment, { main })
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const { code } = await ended
  return { code, ...output }
}

/** A real server in a process of its own, over real HTTP. */
export class ServerProcess {
  readonly #child: WatchedChild
  readonly url: string
  cookie = ''

  private constructor(child: WatchedChild, url: string) {
    this.#child = child
    this.url = url
  }

  /** Starts a server and waits until it is ready. `main` is the program, where that is not the command itself. */
  static async start(
    environment: Readonly<Record<string, string>>,
    args: readonly string[] = [],
    main: string = MAIN,
  ): Promise<ServerProcess> {
    const port = await freePort()
    const defaults = {
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      LOG_LEVEL: 'warn',
      PORT: String(port),
    }
    const child = startProgram(['serve', ...args], { ...defaults, ...environment }, { main })
    const server = new ServerProcess(child, `http://127.0.0.1:${port}`)
    try {
      await child.until('the server was ready', () => server.isReady())
    } catch (error) {
      child.process.kill('SIGKILL')
      throw error
    }
    return server
  }

  get log(): string {
    return this.#child.output()
  }

  /** Resolves when the process has ended by itself, to how it ended. */
  get ended(): Promise<ChildEnd> {
    return this.#child.ended
  }

  async isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    )
  }

  /** Signs in; later requests carry the session. */
  async signIn(): Promise<void> {
    const response = await this.fetch('/api/accounts/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ADMIN),
    })
    if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
    this.cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie: this.cookie },
    })
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
  async json(path: string): Promise<any> {
    return (await this.fetch(path)).json()
  }

  /** Uploads a file. */
  async upload(
    integration: string,
    file: { content: string | Buffer; options?: Readonly<Record<string, string>> },
  ): Promise<Response> {
    const form = new FormData()
    for (const [name, value] of Object.entries(file.options ?? {})) form.set(name, value)
    form.set('file', new Blob([new Uint8Array(Buffer.from(file.content))]), 'file.csv')
    return this.fetch(`/api/${integration}/import`, { method: 'POST', body: form })
  }

  /** Ends the process without a word, as a power cut or the kernel's out-of-memory killer would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Sends signals one after the other, some milliseconds apart, and resolves to how the process ended. */
  async signal(...signals: NodeJS.Signals[]): Promise<ChildEnd> {
    for (const signal of signals) {
      this.#child.process.kill(signal)
      await sleep(20)
    }
    return this.#child.ended
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#child.process.kill(signal)
    await this.#child.ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

/** Starts the `tributary` command, or another program that takes its place; it ends with this process. */
export function startProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { main = MAIN, detached = false }: { readonly main?: string; readonly detached?: boolean } = {},
): WatchedChild {
  const { PATH = '', HOME = '', TMPDIR } = process.env
  const flags = main.endsWith('.ts') ? ['--conditions=@tributary/source'] : []
  return watchChild(
    spawn(process.execPath, [...flags, main, ...args], {
      env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached,
    }),
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
