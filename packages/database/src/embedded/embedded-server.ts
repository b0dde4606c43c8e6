import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type DatabaseLogger, silentLogger } from '../database-logger.ts'
import { ensureDataDirectory } from './data-directory.ts'
import { type DirectoryLock, lockDirectory } from './directory-lock.ts'
import { type PgliteThread, startPgliteThread } from './pglite-thread.ts'
import { chooseSocketDirectory, createSocketDirectory, removeSocketDirectory } from './socket-directory.ts'

const LONGEST_PAUSE = 30_000

/** PGlite behind a private Unix socket, started again should it die. */
export class EmbeddedServer {
  readonly #dataDir: string
  readonly #socket = chooseSocketDirectory()
  #lock: DirectoryLock | undefined
  #started: Promise<void> | undefined
  #thread: PgliteThread | undefined
  #stopping = new AbortController()

  /** Whoever takes the server over sets its own. */
  logger: () => DatabaseLogger = () => silentLogger

  constructor(options: { readonly dataDir: string }) {
    this.#dataDir = options.dataDir
  }

  /** What `pg` takes as host. Known from the beginning; nobody listens there before `start`. */
  get host(): string {
    return this.#socket.directory
  }

  /** Starts it. Called again, it resolves and rejects as the first call does. */
  start(): Promise<void> {
    this.#started ??= this.#start()
    return this.#started
  }

  async stop(): Promise<void> {
    // One that is still starting cannot be stopped before it has.
    await this.#started?.catch(() => {})
    await this.#end()
  }

  async #start(): Promise<void> {
    this.#lock = await lockDirectory(this.#dataDir, { socketDirectory: this.#socket.directory })
    try {
      const abandoned = this.#lock.previous?.socketDirectory
      if (abandoned !== undefined) removeSocketDirectory(abandoned)
      createSocketDirectory(this.#socket.directory)
      const directory = await ensureDataDirectory(this.#dataDir)
      await this.#startThread(directory)
    } catch (error) {
      await this.#end()
      throw error
    }
  }

  async #end(): Promise<void> {
    this.#stopping.abort()
    await this.#thread?.stop()
    removeSocketDirectory(this.#socket.directory)
    this.#lock?.release()
  }

  async #startThread(directory: string): Promise<void> {
    // A thread that died leaves its socket file behind.
    rmSync(this.#socket.socketPath, { force: true })
    this.#thread = await startPgliteThread({ dataDir: directory, socketPath: this.#socket.socketPath })
    void this.#thread.died.then((reason) => this.#restart(directory, reason))
  }

  async #restart(directory: string, reason: string): Promise<void> {
    for (let pause = 500; !this.#stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      this.logger().error({ reason, pause }, 'the embedded database died and is started again')
      try {
        await delay(pause, undefined, { signal: this.#stopping.signal })
        return await this.#startThread(directory)
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error)
      }
    }
  }
}
