import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { prepareTestDatabase, temporaryDirectory } from '@tributary/database/testing'
import { watchChild } from '@tributary/processes'
import { addChatPlugin } from './add-chat-plugin.ts'
import { freePort } from './free-port.ts'
import { startPrism } from './prism.ts'
import { type Providers, startProviders } from './providers.ts'

const MAIN = fileURLToPath(new URL('../../../../apps/server/dist/main.js', import.meta.url))

export const ADMIN = { email: 'ada@example.org', password: 'correct horse battery' }

/** The built server in a process of its own, with its worker, a database and simulated providers. */
export interface LiveServer {
  /** Where clients go: the server, or Prism before it. */
  readonly url: string
  /** The server itself. */
  readonly directUrl: string
  readonly providers: Providers
  log(): string
  [Symbol.asyncDispose](): Promise<void>
}

export interface LiveServerOptions {
  /** Without, the server waits for its first administrator. */
  readonly admin?: boolean
  readonly environment?: Readonly<Record<string, string>>
}

/** Starts the server and waits until it is ready. */
export async function startLiveServer(options: LiveServerOptions = {}): Promise<LiveServer> {
  const { admin = true, environment = {} } = options
  const port = await freePort()
  const directUrl = `http://127.0.0.1:${port}`
  const directory = temporaryDirectory('tributary-client-')
  await addChatPlugin(directory)
  const database = await prepareTestDatabase()
  const providers = await startProviders(directUrl)
  const child = watchChild(
    spawn(process.execPath, [MAIN, 'serve'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        TMPDIR: process.env['TMPDIR'] ?? '',
        PORT: String(port),
        DATA_DIR: directory,
        DATABASE_URL: database.options.databaseUrl ?? '',
        LOG_LEVEL: 'warn',
        LOG_FORMAT: 'json',
        ...(admin ? { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password } : {}),
        ...providers.environment,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  await child.until('the server was ready', async () => (await fetch(`${directUrl}/health/ready`)).ok)
  const prism = await startPrism(directUrl)
  return {
    url: prism?.url ?? directUrl,
    directUrl,
    providers,
    log: child.output,
    async [Symbol.asyncDispose]() {
      await prism?.stop()
      child.process.kill('SIGTERM')
      await child.ended
      await providers.stop()
      await database.remove()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
