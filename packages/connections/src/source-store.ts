import { byCodePoint } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from './tables.ts'

/** Records the existing integrations. The administrator's switch of known ones is kept. */
export async function saveSources(
  db: Db,
  sources: readonly { readonly name: string; readonly displayName: string }[],
): Promise<void> {
  if (sources.length === 0) return
  await db
    .insertInto('integration_sources')
    .values(sources.map(({ name, displayName }) => ({ name, display_name: displayName })))
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ display_name: sql<string>`excluded.display_name`, updated_at: sql<Date>`now()` })
        .where('integration_sources.display_name', 'is distinct from', sql<string>`excluded.display_name`),
    )
    .execute()
}

export async function isSourceEnabled(db: Db, name: string): Promise<boolean> {
  const row = await db
    .selectFrom('integration_sources')
    .select('enabled')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.enabled ?? true
}

export async function enableSource(db: Db, name: string, enabled: boolean): Promise<boolean> {
  const result = await db
    .updateTable('integration_sources')
    .set({ enabled, updated_at: sql<Date>`now()` })
    .where('name', '=', name)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Every source and how many people have connected it. */
export async function listSources(db: Db) {
  return db
    .selectFrom('integration_sources as source')
    .leftJoin('user_integrations as connection', (join) =>
      join.onRef('connection.integration', '=', 'source.name').on('connection.status', '!=', 'disconnected'),
    )
    .select(({ fn }) => [
      'source.name',
      'source.display_name as displayName',
      'source.enabled',
      fn.count<number>('connection.id').as('connections'),
    ])
    .groupBy(['source.name', 'source.display_name', 'source.enabled'])
    .orderBy(byCodePoint('source.name'))
    .execute()
}
