import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { endWithThisProcess } from '@tributary/processes'
import { serverFile, serverFlags } from '../repository.ts'

/** `search` migrates a large table: ten million titles take five minutes. */
const START_LIMIT = 1_800_000
const STOP_LIMIT = 30_000

export const ADMIN = { ADMIN_EMAIL: 'bench@example.org', ADMIN_PASSWORD: 'only-for-the-benchmark' }

/** A server's data and limits of files. */
export interface ServerSettings {
  readonly DATA_DIR: string
  readonly DATABASE_URL?: string
  readonly UPLOAD_FILE_MEBIBYTES?: string
}

/** The started program: the server itself, or a file that adds a plugin. */
interface ServerEntry {
  readonly file: string
  readonly args: readonly string[]
}

/** Whether the process answers requests or runs jobs; without a role it does both. */
export type ServerRole = 'no-worker' | 'only-worker'

/** Without a worker, whose polling would be counted among the queries. */
export const builtApi: ServerEntry = { file: serverFile, args: ['serve', '--no-worker'] }

const builtServer: ServerEntry = { file: serverFile, args: ['serve'] }

/** Migrates an empty database with the command line, creates a user and returns an API key of the user. */
export async function prepareServer(settings: ServerSettings, file: string = serverFile): Promise<string> {
  const user = ['--user', ADMIN.ADMIN_EMAIL, '--name', 'bench']
  const command = [...(await serverFlags()), file, 'keys', 'create', ...user]
  const running = promisify(execFile)(process.execPath, command, {
    ...placeOf(settings),
    timeout: START_LIMIT,
  })
  endWithThisProcess(running.child)
  const { stdout } = await running
  return stdout.trim()
}

/** A built server in a separate process, started like by `npm start`. */
export class ServerProcess {
  readonly url: string
  readonly pid: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
    this.pid = child.pid ?? 0
  }

  /** Resolves when it listens. */
  static async start(settings: ServerSettings, entry: ServerEntry = builtServer): Promise<ServerProcess> {
    const child = spawn(process.execPath, [...(await serverFlags()), entry.file, ...entry.args], {
      ...placeOf(settings),
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    })
    endWithThisProcess(child)
    return new ServerProcess(child, await readyUrl(child))
  }

  /** Starts one with an additional integration of the benchmarks. */
  static async startWith(
    integration: 'plays' | 'accounts',
    place: { readonly settings: ServerSettings; readonly providerUrl: string; readonly role?: ServerRole },
  ): Promise<ServerProcess> {
    const role = place.role === undefined ? [] : [place.role]
    const file = fileURLToPath(new URL('./serve-with.ts', import.meta.url))
    return ServerProcess.start(place.settings, { file, args: [integration, place.providerUrl, ...role] })
  }

  /** Has a server that answers orders (`startWith`) do one, and resolves to its answer. Only one order at a time. */
  async order<T>(name: string, argument?: number): Promise<T> {
    this.#child.send({ name, argument })
    const ended = new AbortController()
    const onExit = () => ended.abort(new Error(`the server ended before it did "${name}"`))
    this.#child.once('exit', onExit)
    try {
      const [answer] = await once(this.#child, 'message', { signal: ended.signal })
      const { result, error } = answer as { readonly result: T; readonly error?: string }
      if (error !== undefined) throw new Error(`the server could not do "${name}": ${error}`)
      return result
    } finally {
      this.#child.off('exit', onExit)
    }
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT)
    child.kill('SIGTERM')
    await gone
    clearTimeout(late)
  }
}

/** The server gets neither the environment of the benchmark nor a `.env` of the current directory. */
function placeOf(settings: ServerSettings) {
  const { PATH = '' } = process.env
  // Providers of the benchmarks are on this machine.
  const env = { PATH, PORT: '0', EGRESS_ALLOW: '127.0.0.1', ...ADMIN, ...settings }
  return { cwd: settings.DATA_DIR, env }
}

/** From its log, which continues to be read: a full pipe would block the server. */
function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL')
      reject(new Error(`the server ${why} before it was ready`))
    }
    const late = setTimeout(() => fail(`took ${START_LIMIT} ms`), START_LIMIT)
    child.once('error', reject).once('exit', (code) => fail(`ended (${code})`))
    if (child.stdout === null) return
    createInterface(child.stdout).on('line', (line) => {
      const { msg, docs }: { msg?: string; docs?: string } = JSON.parse(line)
      if (msg !== 'ready' || docs === undefined) return
      clearTimeout(late)
      resolve(new URL(docs).origin)
    })
  })
}
