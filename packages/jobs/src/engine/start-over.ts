import type { IntegrationError, Stream } from '@tributary/integration-kit'
import { deleteCursor, type StoredCursor } from '../cursor-store.ts'
import { deleteWarning, recordStartOver } from '../job-run-store.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { StaleFenceError } from './commit-page.ts'
import type { Engine } from './engine.ts'

/** A stream whose provider takes its cursor no more. */
export interface ExpiredStream {
  readonly stream: Stream
  readonly cursor: StoredCursor
  readonly error: IntegrationError
}

/** Forgets the cursor of a stream, so that it is read from its beginning, and warns of that. Resolves to the cursor after. */
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

/** Takes the warning of `startOver` back, when the beginning is refused as the position was. */
export async function withdrawStartOver(
  engine: Engine,
  job: JobRow,
  { stream, error }: ExpiredStream,
): Promise<void> {
  await deleteWarning(engine.database.tables<JobsTables>(), job, warningOf(stream, error))
}

function warningOf({ displayName }: Stream, { message }: IntegrationError): string {
  return `${displayName}: ${message} It is read again from its beginning.`
}
