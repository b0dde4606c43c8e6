import { randomBytes } from 'node:crypto'
import type { Writable } from 'node:stream'
import pg from 'pg'
import type { EmbeddedConnection } from '../embedded-connection.ts'
import { withClient } from '../with-client.ts'

/** By name, see https://www.postgresql.org/docs/18/protocol-replication.html#PROTOCOL-REPLICATION-BASE-BACKUP */
export type BaseBackupOptions = Readonly<Record<string, string | boolean>>

/** The only archive of a server without tablespaces. */
const ARCHIVE = 'base.tar'

/** The used parts of the driver's messages. */
interface CopyData {
  readonly chunk: Buffer
}

/**
 * Opens a connection that takes replication commands, and closes it when the work has ended or been aborted; the server then drops the
 * session's temporary slots and ends its backup.
 */
export function withReplication<T>(
  connection: EmbeddedConnection,
  work: (client: pg.Client) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  // A parameter of the start-up packet, which the driver's types leave out.
  const config = { ...connection, replication: 'true' }
  return withClient(config, work, signal)
}

/**
 * Runs `BASE_BACKUP` and writes the tar archive that it sends into `archive`, which is ended with it. Reads no faster than the archive is
 * written, for as long as that takes. Resolves to the backup manifest, empty where none was asked for. Rejects with the server's error;
 * the caller then destroys the archive.
 */
export async function runBaseBackup(
  client: pg.Client,
  options: BaseBackupOptions,
  archive?: Writable,
): Promise<Buffer> {
  if (options['WAL'] === true) await keepLog(client)
  const list = Object.entries(options).map(([name, value]) => {
    return `${name} ${typeof value === 'string' ? pg.escapeLiteral(value) : value}`
  })
  return new Promise((resolve, reject) => {
    client.query(new BaseBackupQuery(`BASE_BACKUP (${list.join(', ')})`, { archive, resolve, reject }))
  })
}

/** Otherwise checkpoints during a long backup remove the log that it needs. The slot ends with this session. */
async function keepLog(client: pg.Client): Promise<void> {
  const name = `tributary_backup_${randomBytes(8).toString('hex')}`
  await client.query(`CREATE_REPLICATION_SLOT ${name} TEMPORARY PHYSICAL (RESERVE_WAL true)`)
}

interface Outcome {
  readonly archive: Writable | undefined
  readonly resolve: (manifest: Buffer) => void
  readonly reject: (error: Error) => void
}

/**
 * The driver's side of the command. Rows come before and after the copy, which neither the driver's own queries nor `pg-copy-streams`
 * take.
 */
class BaseBackupQuery implements pg.Submittable {
  readonly #text: string
  readonly #outcome: Outcome
  readonly #manifest: Buffer[] = []
  #part: 'archive' | 'manifest' = 'archive'
  #paused = false

  constructor(text: string, outcome: Outcome) {
    this.#text = text
    this.#outcome = outcome
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text)
  }

  /** The position of the log and the tablespaces: both are in the archive as well. */
  handleRowDescription(): void {}

  handleDataRow(): void {}

  handleCommandComplete(): void {}

  handleCopyData({ chunk }: CopyData, connection: pg.Connection): void {
    const type = String.fromCharCode(chunk[0] ?? 0)
    const content = chunk.subarray(1)
    if (type === 'n') this.#beginArchive(content, connection)
    else if (type === 'm') this.#part = 'manifest'
    else if (type === 'd') this.#take(content, connection)
  }

  handleError(error: Error): void {
    this.#outcome.reject(error)
  }

  handleReadyForQuery(): void {
    this.#outcome.archive?.end()
    this.#outcome.resolve(Buffer.concat(this.#manifest))
  }

  #beginArchive(content: Buffer, connection: pg.Connection): void {
    const name = content.subarray(0, content.indexOf(0)).toString()
    if (name === ARCHIVE) return
    connection.stream.destroy(new Error('a database with tablespaces outside its directory is not supported'))
  }

  #take(content: Buffer, connection: pg.Connection): void {
    // The driver reuses its buffer for what it reads next.
    const copy = Buffer.from(content)
    if (this.#part === 'manifest') this.#manifest.push(copy)
    else if (this.#outcome.archive?.write(copy) === false) this.#pause(connection, this.#outcome.archive)
  }

  /** Data that the socket has already read still arrives, some tens of kilobytes. */
  #pause({ stream }: pg.Connection, archive: Writable): void {
    if (this.#paused) return
    this.#paused = true
    stream.pause()
    archive.once('drain', () => {
      this.#paused = false
      stream.resume()
    })
  }
}
