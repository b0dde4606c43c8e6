import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '@tributary/processes'

/** The built server, since operators run that. */
const MAIN = fileURLToPath(new URL('../../../../apps/server/dist/main.js', import.meta.url))
const START_LIMIT = 60_000
const JOB_LIMIT = 30_000
const POLL = 100
const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' }

interface Job {
  readonly status: string
  readonly inserted: number
}

/** A server in a separate process, with a signed-in administrator. */
export class RunningServer {
  readonly #child: ChildProcess
  readonly #url: string
  #cookie = ''

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.#url = url
  }

  /** Rejects with its log if it ends or is not ready within a minute. */
  static async start(environment: Readonly<Record<string, string>>): Promise<RunningServer> {
    const { PATH = '', HOME = '' } = process.env
    const people = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password }
    const child = spawn(process.execPath, [MAIN, 'serve'], {
      env: { PATH, HOME, PORT: '0', ...people, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    endWithThisProcess(child)
    const server = new RunningServer(child, await addressOf(child))
    await server.#signIn()
    return server
  }

  /** Imports a file and resolves to how many records were written. */
  async importFile(integration: string, content: string): Promise<number> {
    const body = new FormData()
    body.set('file', new Blob([content]), 'file.csv')
    const queued = await this.#request(`/api/${integration}/import`, { method: 'POST', body })
    const { id } = (await queued.json()) as { id: string }
    for (const until = performance.now() + JOB_LIMIT; performance.now() < until; await delay(POLL)) {
      const job = (await (await this.#request(`/api/jobs/${id}`)).json()) as Job
      if (job.status === 'succeeded') return job.inserted
      if (job.status !== 'queued' && job.status !== 'running') {
        throw new Error(`the import ended otherwise: ${JSON.stringify(job)}`)
      }
    }
    throw new Error('the import did not end')
  }

  /** Titles in the library that contain a text; all titles without one. */
  async titles(text: string): Promise<readonly string[]> {
    const filter = text === '' ? '' : `?text=${encodeURIComponent(text)}`
    const answer = (await (await this.#request(`/api/library/items${filter}`)).json()) as {
      readonly items: readonly { readonly title: string }[]
    }
    return answer.items.map(({ title }) => title)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await ended
  }

  async #signIn(): Promise<void> {
    const response = await this.#request('/api/accounts/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ADMIN),
    })
    this.#cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  }

  async #request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('cookie', this.#cookie)
    const response = await fetch(`${this.#url}${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response
  }
}

/** From the log, which says on which port it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
  let log = ''
  const collect = (chunk: Buffer) => {
    log += chunk.toString()
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  for (const until = performance.now() + START_LIMIT; performance.now() < until; await delay(POLL)) {
    const [, url] = /listening on (http:\/\/[\d.:]+)/.exec(log) ?? []
    if (url !== undefined) return url
    if (child.exitCode !== null) break
  }
  child.kill('SIGKILL')
  throw new Error(`the server did not start: ${log.slice(-2_000)}`)
}
