import { isProblemError, type TurnSignals } from '@tributary/core'
import { storableText } from '@tributary/database'
import { isIntegrationError } from '@tributary/integration-kit'
import { CONTENT_TYPES } from '../content-types.ts'
import type { ExportSource } from '../export-source.ts'
import { notificationKey } from '../notification-key.ts'
import { objectKey } from '../object-key.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { ExportRow, ExportsTables } from '../tables.ts'
import { type ExportContents, openContents } from './export-contents.ts'
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
  let ending: Ending
  try {
    ending = await writeExport(parts, { claim, row, source }, ended)
  } catch (error) {
    await recordLeftover(tablesOf(parts), row)
    if (error instanceof Lost) return
    // It is made again by the next process, and that is no failure.
    if (ended.aborted) await finish(parts, claim, { row, ending: later(parts, 0) })
    else await recordFailure(parts, claim, { row, failure: failureOf(parts, row, error) })
    return
  }
  // Not within `try`: an error of the database here may follow a commit, and the object of a succeeded export must not be deleted.
  await finish(parts, claim, { row, ending })
}

function later(parts: Parts, milliseconds: number): Ending {
  return { status: 'queued', due_at: new Date(parts.now() + milliseconds) }
}

/** Ends the claim, together with the notification of an earlier failure. What a lost claim has written is deleted. */
async function finish(
  parts: Parts,
  claim: Claim,
  { row, ending }: { readonly row: ExportRow; readonly ending: Ending },
): Promise<void> {
  await parts.database.transaction<ExportsTables, void>(async (trx) => {
    const ended = await endLease(trx, claim, ending)
    if (ended === undefined) await recordLeftover(trx, row)
    else if (ended.status === 'succeeded')
      await parts.notifications.resolve({ userId: row.user_id, key: notificationKey(row) }, { trx })
  })
}

function failureOf(parts: Parts, row: ExportRow, error: unknown): Failure {
  parts.logger.warn({ err: error, exportId: row.id }, 'an export could not be made')
  const message = storableText(`The export could not be written to "${row.storage_name}": ${reasonOf(error)}`)
  return { message, isFinal: false }
}

/** For the person: errors of the system and of the database name paths and tables, and problems of instances the operations of administrators. */
function reasonOf(error: unknown): string {
  if (isIntegrationError(error)) return error.message
  return isProblemError(error) ? `${error.definition.title}.` : 'An unexpected error; the log has it.'
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
  const lost = new AbortController()
  const expected = await source.count(row.user_id)
  const contents = openContents(source, row, AbortSignal.any([ended, lost.signal]))
  const beat = setInterval(() => {
    renewLease(tablesOf(parts), claim, { ...contents.written, expected }).then(
      (renewed) =>
        renewed === undefined && lost.abort(new Lost('the export was deleted or is made elsewhere')),
      (error: unknown) =>
        parts.logger.warn({ err: error }, 'the progress of an export could not be recorded'),
    )
  }, parts.beatMilliseconds)
  try {
    await write(parts, row, contents)
  } finally {
    clearInterval(beat)
  }
  return {
    status: 'succeeded',
    error: null,
    due_at: null,
    made_at: new Date(parts.now()),
    sha256: contents.sha256(),
    expected_records: contents.written.records,
    ...contents.written,
  }
}

async function write({ providers }: Parts, row: ExportRow, contents: ExportContents): Promise<void> {
  const target = { kind: 'storage', instance: row.storage, milliseconds: WRITE_MILLISECONDS } as const
  await providers.use(target, async (objects) => {
    try {
      await objects.write(objectKey(row), contents.stream, { contentType: CONTENT_TYPES[row.format] })
    } catch (error) {
      // What the contents throw is no failure of the storage, and must not count against its instance.
      throw contents.failure === undefined ? error : contents.failure.error
    }
  })
}
