import type { JsonValue } from '@tributary/integration-kit/host'
import { type Kysely, type QueryCreator, sql } from 'kysely'
import { NO_CONNECTION } from './no-connection.ts'
import type { JobsTables } from './tables.ts'

type Db = Kysely<JobsTables>

/** The key of a cursor. */
export interface CursorKey {
  readonly userId: string
  readonly integration: string
  /** `null` for an integration without accounts. */
  readonly connectionId: string | null
  readonly stream: string
}

/** A stream's cursor and the version that its next update must match. Version 0: no cursor yet. */
export interface StoredCursor {
  readonly value: JsonValue | undefined
  readonly version: number
}

export async function findCursor(db: Db, key: CursorKey): Promise<StoredCursor> {
  const row = await db
    .selectFrom('sync_cursors')
    .select(['cursor', 'version'])
    .where('user_id', '=', key.userId)
    .where('integration', '=', key.integration)
    .where('connection_id', '=', key.connectionId ?? NO_CONNECTION)
    .where('stream', '=', key.stream)
    .executeTakeFirst()
  return row === undefined
    ? { value: undefined, version: 0 }
    : { value: row.cursor.value, version: row.version }
}

/**
 * Deletes a cursor that the provider no longer accepts, unless another run has changed it. Resolves to whether it was
 * deleted.
 */
export async function deleteCursor(db: Db, key: CursorKey, version: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sync_cursors')
    .where('user_id', '=', key.userId)
    .where('integration', '=', key.integration)
    .where('connection_id', '=', key.connectionId ?? NO_CONNECTION)
    .where('stream', '=', key.stream)
    .where('version', '=', version)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** The next position of a stream, and the version that the stored one must have. */
export interface NextCursor {
  readonly value: JsonValue
  readonly version: number
}

/**
 * Updates a cursor if its version is unchanged, and returns the new version; no row if another run has changed it. Executed by itself, or in
 * a statement with others (`with`).
 */
export function saveCursor(db: QueryCreator<JobsTables>, key: CursorKey, next: NextCursor) {
  const cursor = JSON.stringify({ value: next.value })
  return db
    .insertInto('sync_cursors')
    .values({
      user_id: key.userId,
      integration: key.integration,
      connection_id: key.connectionId ?? NO_CONNECTION,
      stream: key.stream,
      cursor,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'integration', 'connection_id', 'stream'])
        .doUpdateSet({ cursor, version: next.version + 1, updated_at: sql<Date>`now()` })
        .where('sync_cursors.version', '=', next.version),
    )
    .returning('version')
}
