import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { EmbeddedConnection } from '@tributary/database/embedded'
import { endWithThisProcess } from '@tributary/processes'
import { CLIENTS } from './workload.ts'

export interface WriterOptions {
  readonly dataDir: string
  /** Of PostgreSQL, and of the writer itself. */
  readonly environment?: Readonly<Record<string, string>>
  /** Of a running database; without them the writer starts it. */
  readonly connections?: { readonly role: EmbeddedConnection; readonly superuser: EmbeddedConnection }
}

/** A running writer, and its acknowledged steps. */
export class Writer {
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>
  readonly #last: number[]
  #count = 0
  #errors = ''
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = []

  constructor(options: WriterOptions) {
    const file = fileURLToPath(new URL('writer.ts', import.meta.url))
    this.#child = spawn(process.execPath, [...process.execArgv, file, JSON.stringify(options)], {
      // The library records what this process syncs when it stops the database.
      env: { ...process.env, ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#closed = once(this.#child, 'close')
    this.#last = Array.from({ length: CLIENTS }, () => 0)
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()))
    this.#child.stdin?.on('error', () => {})
    if (this.#child.stdout !== null) {
      createInterface(this.#child.stdout).on('line', (line) => this.#acknowledge(line))
    }
    endWithThisProcess(this.#child)
  }

  /** The number of the last acknowledged step of each client; 0 without one. */
  get acknowledged(): readonly number[] {
    return this.#last
  }

  /** The number of acknowledged steps. */
  get count(): number {
    return this.#count
  }

  /** Resolves as soon as this many steps have been acknowledged. Rejects when the writer ends before. */
  async untilAcknowledged(count: number): Promise<void> {
    const reached = new Promise<void>((resolve) => this.#waiting.push({ count, resolve }))
    const ended = this.#closed.then(() => {
      throw new Error(`the writer ended after ${this.#count} steps: ${this.#errors.trim()}`)
    })
    await Promise.race([reached, ended])
  }

  /** Kills it. The acknowledged steps are complete when `ended` resolves. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** Lets it finish its steps and stop the database. */
  async finish(): Promise<void> {
    this.#child.stdin?.end('end\n')
    await this.#closed
    if (this.#child.exitCode !== 0) throw new Error(`the writer did not end in order: ${this.#errors.trim()}`)
  }

  async ended(): Promise<void> {
    await this.#closed
  }

  #acknowledge(line: string): void {
    const [client = 0, n = 0] = line.split(' ').map(Number)
    this.#last[client] = n
    this.#count += 1
    for (const { resolve } of this.#waiting.filter(({ count }) => count <= this.#count)) resolve()
  }
}
