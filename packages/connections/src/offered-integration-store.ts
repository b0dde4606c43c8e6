import { byCodePoint } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from './tables.ts'

/** Records the existing integrations. The administrator's switch of known ones is kept. */
export async function saveIntegrations(
  db: Db,
  integrations: readonly { readonly name: string; readonly displayName: string }[],
): Promise<void> {
  if (integrations.length === 0) return
  await db
    .insertInto('integration_sources')
    .values(integrations.map(({ name, displayName }) => ({ name, display_name: displayName })))
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ display_name: sql<string>`excluded.display_name`, updated_at: sql<Date>`now()` })
        .where('integration_sources.display_name', 'is distinct from', sql<string>`excluded.display_name`),
    )
    .execute()
}

export async function isIntegrationEnabled(db: Db, name: string): Promise<boolean> {
  const row = await db
    .selectFrom('integration_sources')
    .select('enabled')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.enabled ?? true
}

/** Switches an integration on or off. Resolves to how it was before; `undefined` if it has never run. */
export async function enableIntegration(
  trx: Db,
  name: string,
  enabled: boolean,
): Promise<boolean | undefined> {
  const before = await trx
    .selectFrom('integration_sources')
    .select('enabled')
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst()
  await trx
    .updateTable('integration_sources')
    .set({ enabled, updated_at: sql<Date>`now()` })
    .where('name', '=', name)
    .execute()
  return before?.enabled
}

/** Every integration that has ever run, and how many people have connected it. */
export async function listIntegrations(db: Db) {
  return db
    .selectFrom('integration_sources as integration')
    .leftJoin('user_integrations as connection', (join) =>
      join
        .onRef('connection.integration', '=', 'integration.name')
        .on('connection.status', '!=', 'disconnected'),
    )
    .select(({ fn }) => [
      'integration.name',
      'integration.display_name as displayName',
      'integration.enabled',
      fn.count<number>('connection.id').as('connections'),
    ])
    .groupBy(['integration.name', 'integration.display_name', 'integration.enabled'])
    .orderBy(byCodePoint('integration.name'))
    .execute()
}
