import { randomUUID } from 'node:crypto'
import type { Page, RejectedRecord, Stream } from '@tributary/integration-kit'
import { isIntegrationError } from '@tributary/integration-kit'
import type { ConfigurationValues, ImportFile } from '@tributary/integration-kit/host'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely, Transaction } from 'kysely'
import { checkPages } from '../engine/check-pages.ts'
import { preparePage } from '../engine/commit-page.ts'
import type { Engine } from '../engine/engine.ts'
import { IntegrationCrash, IntegrationDefect } from '../engine/integration-defect.ts'
import { fileOf } from '../engine/open-upload.ts'
import { deliveredBefore } from '../engine/run-streams.ts'
import { writeAroundBad } from '../engine/write-records.ts'
import type { RecordSink } from '../record-sink.ts'
import type { JobsTables } from '../tables.ts'
import type { WaitingUpload } from '../upload-store.ts'
import { withLocalCopy } from '../uploads/local-copy.ts'
import { isOfStorage, storageUnavailable } from '../uploads/upload-storage.ts'
import type { FileIntegration } from './recognise-upload.ts'

const MOST_ROWS = 20
const MOST_REJECTIONS = 100
const MOST_WARNINGS = 10

/** The limits of a preview, in milliseconds. */
export interface PreviewLimits {
  /** How long records are compared with stored ones: its transaction delays the feed of changes meanwhile. Default 10 s. */
  readonly compare?: number | undefined
  /** How long the file is read altogether. Default 40 s. */
  readonly read?: number | undefined
}

const COMPARE_MILLISECONDS = 10_000
const READ_MILLISECONDS = 40_000

/** What is previewed. */
export interface PreviewedImport {
  readonly userId: string
  readonly definition: FileIntegration
  readonly upload: WaitingUpload
  readonly options: Readonly<Record<string, unknown>>
  readonly connection: ConfigurationValues
  readonly signal: AbortSignal
  readonly logger: FastifyBaseLogger
  readonly limits?: PreviewLimits | undefined
}

/** The result of a preview. */
export interface Preview {
  newCount: number
  knownCount: number
  changedCount: number
  rejectedCount: number
  skippedCount: number
  notComparedCount: number
  isComplete: boolean
  readonly rows: { stream: string; record: Record<string, unknown> }[]
  readonly rejections: {
    stream: string
    line: number | null
    position: string | null
    reason: string
    raw: unknown
  }[]
  readonly warnings: string[]
  problem: {
    code: string
    message: string
    line: number | null
    column: number | null
    resolvedBy: { option: string; choices: string[] } | null
  } | null
}

type PreviewParts = Pick<Engine, 'database' | 'storage' | 'sinkOf' | 'now'>

/** Ends the transaction of a preview. */
class RolledBack extends Error {}

/**
 * Runs an import in a transaction that is rolled back: the same code reads the file, and the same sinks compare and write the records, so
 * that repetitions in the file and matches with other deliveries count as they will. In memory are one page and the first rows.
 *
 * After `limits.compare` the transaction ends, and further records are only read.
 */
export async function previewImport(parts: PreviewParts, asked: PreviewedImport): Promise<Preview> {
  if (asked.upload.storageInstance === null) return previewFile(parts, asked)
  const db = () => parts.database.tables<JobsTables>()
  const stored = fileOf({ db, storage: parts.storage }, asked.upload)
  return withLocalCopy(stored, asked.signal, (copy) => previewFile(parts, asked, copy)).catch(
    (error: unknown) => {
      throw isOfStorage(error)
        ? storageUnavailable('The storage of uploaded files is unavailable.', error)
        : error
    },
  )
}

async function previewFile(parts: PreviewParts, asked: PreviewedImport, copy?: ImportFile): Promise<Preview> {
  const run = new PreviewRun(parts, asked, copy)
  try {
    await parts.database.transaction<JobsTables, void>(async (trx) => {
      await run.read(trx)
      throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  await run.read(undefined)
  return run.preview
}

class PreviewRun {
  readonly preview: Preview = {
    newCount: 0,
    knownCount: 0,
    changedCount: 0,
    rejectedCount: 0,
    skippedCount: 0,
    notComparedCount: 0,
    isComplete: false,
    rows: [],
    rejections: [],
    warnings: [],
    problem: null,
  }
  readonly #parts: PreviewParts
  readonly #asked: PreviewedImport
  readonly #job: {
    readonly id: string
    readonly user_id: string
    readonly integration: string
    readonly connection_id: null
    readonly kind: 'import'
  }
  readonly #pages: AsyncGenerator<{ readonly stream: Stream; readonly page: Page<unknown> }>
  readonly #begun: number
  /** Of a file that is not in the database. */
  readonly #copy: ImportFile | undefined
  #trx: Transaction<JobsTables> | undefined
  #hasEnded = false

  constructor(parts: PreviewParts, asked: PreviewedImport, copy: ImportFile | undefined) {
    this.#copy = copy
    this.#parts = parts
    this.#asked = asked
    this.#begun = parts.now()
    const { userId, definition } = asked
    this.#job = {
      id: randomUUID(),
      user_id: userId,
      integration: definition.name,
      connection_id: null,
      kind: 'import',
    }
    this.#pages = this.#read()
  }

  /** Reads pages: with a transaction until the time for comparing has passed, without one to the end. */
  async read(trx: Transaction<JobsTables> | undefined): Promise<void> {
    const { compare = COMPARE_MILLISECONDS, read = READ_MILLISECONDS } = this.#asked.limits ?? {}
    const most = trx === undefined ? read : Math.min(compare, read)
    if (this.#hasEnded) return
    this.#trx = trx
    try {
      while (this.#parts.now() - this.#begun < most) {
        this.#asked.signal.throwIfAborted()
        const next = await this.#pages.next()
        if (next.done === true) {
          this.#hasEnded = true
          this.preview.isComplete = true
          return
        }
        await this.#count(next.value)
      }
    } catch (error) {
      this.#hasEnded = true
      this.preview.problem = problemOf(error)
    } finally {
      this.#trx = undefined
      if (trx === undefined) await this.#pages.return(undefined)
    }
  }

  async *#read() {
    const { definition, upload, options, connection, signal, logger, userId } = this.#asked
    const db = (): Kysely<JobsTables> => this.#trx ?? this.#parts.database.tables<JobsTables>()
    const file: ImportFile = this.#copy ?? fileOf({ db, storage: this.#parts.storage }, upload)
    for (const stream of definition.streams) {
      if (stream.importFile === undefined) continue
      const whose = { userId, integration: definition.name }
      const delivered = deliveredBefore(this.#sinkOf(stream), db, whose)
      const context = { cursor: undefined, signal, logger, file, options, connection, ...delivered }
      const source = { integration: definition.displayName, stream }
      for await (const page of checkPages(source, () => stream.importFile?.(context))) yield { stream, page }
    }
  }

  async #count({ stream, page }: { readonly stream: Stream; readonly page: Page<unknown> }): Promise<void> {
    const { preview } = this
    const { batch, rejected } = preparePage({ job: this.#job, stream, sink: this.#sinkOf(stream) }, page)
    const { records } = batch.batch
    for (const record of records.slice(0, MOST_ROWS - preview.rows.length))
      preview.rows.push({ stream: stream.id, record: shownOf(record) })
    preview.skippedCount += page.skipped ?? 0
    if (
      page.warning !== undefined &&
      preview.warnings.length < MOST_WARNINGS &&
      !preview.warnings.includes(page.warning)
    )
      preview.warnings.push(page.warning)
    this.#reject(stream, rejected)
    if (this.#trx === undefined) {
      preview.notComparedCount += records.length
      return
    }
    const { counts, rejected: refused } = await writeAroundBad(this.#trx, batch)
    preview.newCount += counts.inserted
    preview.knownCount += counts.unchanged
    preview.changedCount += counts.updated
    this.#reject(stream, refused)
  }

  #reject(stream: Stream, rejected: readonly RejectedRecord[]): void {
    const { preview } = this
    preview.rejectedCount += rejected.length
    for (const { reason, position = null, raw } of rejected.slice(
      0,
      MOST_REJECTIONS - preview.rejections.length,
    ))
      preview.rejections.push({
        stream: stream.id,
        line: lineOf(position),
        position,
        reason,
        raw: raw ?? null,
      })
  }

  #sinkOf(stream: Stream): RecordSink {
    const sink = this.#parts.sinkOf(stream.kind)
    if (sink === undefined)
      throw new Error(
        `no plugin writes records of kind "${stream.kind}", which stream "${stream.id}" delivers`,
      )
    return sink
  }
}

/** Positions are for people: "line 12". */
function lineOf(position: string | null): number | null {
  const [, line] = /\bline (\d+)/i.exec(position ?? '') ?? []
  return line === undefined ? null : Number(line)
}

/** Without what only the server needs: the provider's own record, and how plays of several sources are matched. */
function shownOf(record: unknown): Record<string, unknown> {
  const { raw: _raw, match: _match, ...shown } = record as Record<string, unknown>
  return shown
}

function problemOf(error: unknown): NonNullable<Preview['problem']> {
  if (isIntegrationError(error)) {
    const { code, message, line = null, column = null, resolvedBy } = error
    const option =
      resolvedBy === undefined ? null : { option: resolvedBy.option, choices: [...resolvedBy.choices] }
    return { code, message, line, column, resolvedBy: option }
  }
  if (!(error instanceof IntegrationCrash || error instanceof IntegrationDefect)) throw error
  return { code: 'internal', message: error.message, line: null, column: null, resolvedBy: null }
}
