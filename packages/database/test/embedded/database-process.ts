import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { DatabaseOptions } from '../../src/index.ts'
import { nextMessage } from '../../src/testing/index.ts'
import { killChild, startChild } from '../children/start-child.ts'

interface Reply {
  readonly opened?: boolean
  readonly refused?: string
  readonly code?: string
  readonly rows?: readonly Record<string, unknown>[]
  readonly error?: string
  readonly logged?: readonly string[]
}

/** Another process that has an embedded database open. */
export class DatabaseProcess {
  readonly #child: ChildProcess

  constructor(options: DatabaseOptions) {
    this.#child = startChild('use-database', [JSON.stringify(options)])
  }

  static async open(options: DatabaseOptions): Promise<DatabaseProcess> {
    const opened = new DatabaseProcess(options)
    const reply = await opened.reply()
    if (reply.opened !== true) throw new Error(reply.refused)
    return opened
  }

  /** What it says next: first whether it has opened the database. */
  async reply(): Promise<Reply> {
    return (await nextMessage(this.#child)) as Reply
  }

  async query(statement: string): Promise<readonly Record<string, unknown>[]> {
    const { rows, error } = await this.#ask(statement)
    if (rows === undefined) throw new Error(error)
    return rows
  }

  async log(): Promise<readonly string[]> {
    return (await this.#ask('log')).logged ?? []
  }

  /** Ends it as SIGTERM ends a server: it leaves the database. */
  async close(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.send({ statement: 'close' })
    await gone
  }

  kill(): Promise<void> {
    return killChild(this.#child)
  }

  async #ask(statement: string): Promise<Reply> {
    const reply = this.reply()
    this.#child.send({ statement })
    return reply
  }
}
