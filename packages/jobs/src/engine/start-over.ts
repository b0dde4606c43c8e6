import type { IntegrationError, Stream } from '@tributary/integration-kit'
import { deleteCursor, type StoredCursor } from '../cursor-store.ts'
import { deleteWarning, recordStartOver } from '../job-run-store.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { StaleFenceError } from './commit-page.ts'
import type { Engine } from './engine.ts'

/** A stream whose provider no longer accepts its cursor. */
export interface ExpiredStream {
  readonly stream: Stream
  readonly cursor: StoredCursor
  readonly error: IntegrationError
}

/**
 * Deletes the cursor of a stream, so that it is read from the beginning, and adds a warning. Resolves to the new
 * cursor.
 */
export async function startOver(
  engine: Engine,
  job: JobRow,
  { stream, cursor, error }: ExpiredStream,
): Promise<StoredCursor> {
  const warning = warningOf(stream, error)
  await engine.database.transaction<JobsTables, void>(async (trx) => {
    const recorded = await recordStartOver(trx, job, { stream: stream.id, warning })
    if (recorded === undefined) throw new StaleFenceError(job.id)
    if (job.kind !== 'sync') return
    const key = {
      userId: job.user_id,
      integration: job.integration,
      connectionId: job.connection_id,
      stream: stream.id,
    }
    if (!(await deleteCursor(trx, key, cursor.version))) throw new StaleFenceError(job.id)
  })
  return { value: undefined, version: 0 }
}

/** Removes the warning of `startOver` if the restart is refused as well. */
export async function withdrawStartOver(
  engine: Engine,
  job: JobRow,
  { stream, error }: ExpiredStream,
): Promise<void> {
  await deleteWarning(engine.database.tables<JobsTables>(), job, warningOf(stream, error))
}

function warningOf({ displayName }: Stream, { message }: IntegrationError): string {
  return `${displayName}: ${message} Reading again from the beginning.`
}
