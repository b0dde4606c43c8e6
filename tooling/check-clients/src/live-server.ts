import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watchChild } from '@tributary/processes'
import type { Credentials } from '../scenarios/client.ts'

/** The built server, since clients meet that. */
const MAIN = join(import.meta.dirname, '..', '..', '..', 'apps', 'server', 'dist', 'main.js')

export const ADMIN: Credentials = { email: 'ada@example.org', password: 'correct horse battery' }

/** A server on loopback with its worker, its embedded PostgreSQL in a temporary directory, and an administrator. */
export interface LiveServer extends AsyncDisposable {
  readonly url: string
}

export async function startServer(): Promise<LiveServer> {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-clients-'))
  const { PATH = '', HOME = '' } = process.env
  const env = {
    PATH,
    HOME,
    PORT: '0',
    DATA_DIR: directory,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  }
  const child = spawn(process.execPath, [MAIN, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const watched = watchChild(child)
  const stop = async () => {
    child.kill('SIGTERM')
    await watched.ended
    await rm(directory, { recursive: true, force: true })
  }
  const address = () => /listening on (http:\/\/[\d.:]+)/.exec(watched.output())?.[1]
  try {
    await watched.until('it listens', () => address() !== undefined)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: address() ?? '', [Symbol.asyncDispose]: stop }
}
