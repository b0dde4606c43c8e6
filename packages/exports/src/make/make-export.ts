import { createHash } from 'node:crypto'
import type { TurnSignals } from '@tributary/core'
import { CONTENT_TYPES } from '../content-types.ts'
import type { ExportSource } from '../export-source.ts'
import { notificationKey } from '../notification-key.ts'
import { objectKey } from '../object-key.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { ExportRow } from '../tables.ts'
import { type Claim, type Ending, endLease, recordLeftover, renewLease } from './lease-store.ts'
import { type Failure, recordFailure } from './record-failure.ts'

/** A person with millions of records and a slow storage; the storage ends a request that does not go on by itself. */
const WRITE_MILLISECONDS = 12 * 60 * 60 * 1000
/** When to look again whether the plugin of the contents is running. */
const UNAVAILABLE_MILLISECONDS = 60_000

/** The claim was lost: the export was deleted, or another process makes it. */
class Lost extends Error {}

/** Makes a claimed export, and ends the claim. */
export async function makeExport(parts: Parts, claim: Claim, { stopping, cut }: TurnSignals): Promise<void> {
  const row = await renewLease(tablesOf(parts), claim, { records: 0, bytes: 0 })
  if (row === undefined) return
  const source = parts.sources().find(({ contents }) => contents === row.contents)
  if (source === undefined) {
    await finish(parts, claim, { row, ending: later(parts, UNAVAILABLE_MILLISECONDS) })
    return
  }
  const { storages } = await parts.settings()
  if (!storages.includes(row.storage)) {
    const message = `The storage "${row.storage_name}" is no longer allowed for exports. Choose another one.`
    await recordFailure(parts, claim, { row, failure: { message, isFinal: true } })
    return
  }
  const ended = AbortSignal.any([stopping, cut])
  try {
    const ending = await writeExport(parts, { claim, row, source }, ended)
    await finish(parts, claim, { row, ending })
  } catch (error) {
    await recordLeftover(tablesOf(parts), row)
    if (error instanceof Lost) return
    // It is made again by the next process, and that is no failure.
    if (ended.aborted) await finish(parts, claim, { row, ending: later(parts, 0) })
    else await recordFailure(parts, claim, { row, failure: failureOf(parts, row, error) })
  }
}

function later(parts: Parts, milliseconds: number): Ending {
  return { status: 'queued', due_at: new Date(parts.now() + milliseconds) }
}

/** What a lost claim has written is deleted. */
async function finish(
  parts: Parts,
  claim: Claim,
  { row, ending }: { readonly row: ExportRow; readonly ending: Ending },
): Promise<void> {
  const ended = await endLease(tablesOf(parts), claim, ending)
  if (ended === undefined) await recordLeftover(tablesOf(parts), row)
  else if (ended.status === 'succeeded')
    await parts.notifications.resolve({ userId: row.user_id, key: notificationKey(row) })
}

function failureOf(parts: Parts, row: ExportRow, error: unknown): Failure {
  parts.logger.warn({ err: error, exportId: row.id }, 'an export could not be made')
  const why =
    error instanceof Error && 'code' in error ? error.message : 'An unexpected error; the log has it.'
  return { message: `The export could not be written to "${row.storage_name}": ${why}`, isFinal: false }
}

interface Making {
  readonly claim: Claim
  readonly row: ExportRow
  readonly source: ExportSource
}

/** Streams the text of the export into its object. Nothing is listed as made before the object is whole. */
async function writeExport(
  parts: Parts,
  { claim, row, source }: Making,
  ended: AbortSignal,
): Promise<Ending> {
  const written = { records: 0, bytes: 0 }
  const hash = createHash('sha256')
  const lost = new AbortController()
  const expected = await source.count(row.user_id)
  const beat = setInterval(() => {
    renewLease(tablesOf(parts), claim, { ...written, expected }).then(
      (renewed) =>
        renewed === undefined && lost.abort(new Lost('the export was deleted or is made elsewhere')),
      (error: unknown) =>
        parts.logger.warn({ err: error }, 'the progress of an export could not be recorded'),
    )
  }, parts.beatMilliseconds)
  const aborted = AbortSignal.any([ended, lost.signal])
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const onRecords = (count: number) => void (written.records += count)
    for await (const piece of source.open({ userId: row.user_id, format: row.format, onRecords })) {
      aborted.throwIfAborted()
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
      hash.update(bytes)
      written.bytes += bytes.length
      yield bytes
    }
    aborted.throwIfAborted()
  }
  try {
    const target = { kind: 'storage', instance: row.storage, milliseconds: WRITE_MILLISECONDS } as const
    await parts.providers.use(target, (objects) =>
      objects.write(objectKey(row), ReadableStream.from(pieces()), {
        contentType: CONTENT_TYPES[row.format],
      }),
    )
  } catch (error) {
    // A storage may wrap what the contents throw.
    throw lost.signal.aborted ? lost.signal.reason : error
  } finally {
    clearInterval(beat)
  }
  return {
    status: 'succeeded',
    error: null,
    due_at: null,
    made_at: new Date(parts.now()),
    sha256: hash.digest('hex'),
    expected_records: written.records,
    ...written,
  }
}
