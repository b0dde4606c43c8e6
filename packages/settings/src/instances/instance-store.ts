import { ProblemError } from '@tributary/core'
import { isUniqueViolation, type KeysetPage, keysetPage } from '@tributary/database'
import type { ProviderKind } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import { settingsErrors } from '../settings-errors.ts'
import type { InstanceRow, InstancesDb } from './instance-tables.ts'

/** What is stored of an instance besides who changed it when. */
export interface InstanceContents {
  readonly name: string
  readonly enabled: boolean
  readonly configuration: Readonly<Record<string, unknown>>
  readonly secrets: readonly string[]
  readonly formVersion: number
}

/** Throws `INSTANCES_NAME_TAKEN`. */
export async function insertInstance(
  db: InstancesDb,
  instance: InstanceContents & {
    readonly id: string
    readonly plugin: string
    readonly kind: ProviderKind
    readonly userId: string
  },
): Promise<InstanceRow> {
  const { id, plugin, kind, userId, ...contents } = instance
  return refusingTakenName(
    contents.name,
    db
      .insertInto('plugin_instances')
      .values({ id, plugin, kind, updated_by: userId, ...columnsOf(contents) })
      .returningAll()
      .executeTakeFirstOrThrow(),
  )
}

/** Replaces the contents of an instance that this transaction has locked. Throws `INSTANCES_NAME_TAKEN`. */
export async function updateInstance(
  trx: InstancesDb,
  id: string,
  contents: InstanceContents & { readonly userId: string | null },
): Promise<InstanceRow> {
  const { userId, ...stored } = contents
  return refusingTakenName(
    stored.name,
    trx
      .updateTable('plugin_instances')
      .set((row) => ({
        ...columnsOf(stored),
        revision: sql<number>`${row.ref('revision')} + 1`,
        updated_at: sql<Date>`now()`,
        updated_by: userId,
      }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow(),
  )
}

/** Locks an instance that is still at a revision; `false` if it was changed or deleted meanwhile. */
export async function lockInstance(
  trx: InstancesDb,
  { id, revision }: Pick<InstanceRow, 'id' | 'revision'>,
): Promise<boolean> {
  const found = await trx
    .selectFrom('plugin_instances')
    .select('id')
    .where('id', '=', id)
    .where('revision', '=', revision)
    .forUpdate()
    .executeTakeFirst()
  return found !== undefined
}

/** `undefined` if it did not exist. */
export async function deleteInstance(trx: InstancesDb, id: string): Promise<InstanceRow | undefined> {
  return trx.deleteFrom('plugin_instances').where('id', '=', id).returningAll().executeTakeFirst()
}

export async function findInstance(db: InstancesDb, id: string): Promise<InstanceRow | undefined> {
  return db.selectFrom('plugin_instances').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The instances of a kind that a caller can mean: by id, by name, or by `<plugin>/<name>`. */
export async function findInstances(
  db: InstancesDb,
  kind: ProviderKind,
  wanted: string,
): Promise<readonly InstanceRow[]> {
  return db
    .selectFrom('plugin_instances')
    .selectAll()
    .where('kind', '=', kind)
    .where((row) =>
      row.or([
        // Compared as text, since not every name is a UUID.
        row(sql<string>`id::text`, '=', wanted.toLowerCase()),
        row('name', '=', wanted),
        row(sql<string>`plugin || '/' || name`, '=', wanted),
      ]),
    )
    .execute()
}

/** The instances of a kind, by plugin and name. */
export async function listInstancesOfKind(
  db: InstancesDb,
  kind: ProviderKind,
): Promise<readonly InstanceRow[]> {
  return db
    .selectFrom('plugin_instances')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('plugin')
    .orderBy('name')
    .execute()
}

/** Filters of the list; absent ones match every instance. */
export interface InstanceFilters {
  readonly plugin?: string | undefined
  readonly kind?: ProviderKind | undefined
  readonly enabled?: boolean | undefined
}

/** A page of instances, the oldest first. */
export async function listInstances(
  db: InstancesDb,
  { limit, cursor, ...filters }: InstanceFilters & { limit: number; cursor?: string | undefined },
): Promise<KeysetPage<InstanceRow>> {
  const { plugin, kind, enabled } = filters
  let rows = db.selectFrom('plugin_instances').selectAll()
  if (plugin !== undefined) rows = rows.where('plugin', '=', plugin)
  if (kind !== undefined) rows = rows.where('kind', '=', kind)
  if (enabled !== undefined) rows = rows.where('enabled', '=', enabled)
  return keysetPage(rows, {
    list: 'instances',
    by: [
      ['created_at', 'timestamptz'],
      ['id', 'uuid'],
    ],
    direction: 'asc',
    limit,
    cursor,
    filters,
  })
}

/** All instances that are enabled. */
export async function listEnabledInstances(db: InstancesDb): Promise<readonly InstanceRow[]> {
  return db.selectFrom('plugin_instances').selectAll().where('enabled', '=', true).execute()
}

/** Plugins that have instances, also those that are not installed any longer. */
export async function listPluginsWithInstances(db: InstancesDb): Promise<readonly string[]> {
  const rows = await db.selectFrom('plugin_instances').select('plugin').distinct().execute()
  return rows.map(({ plugin }) => plugin)
}

/** The instances of a provider whose values fit an earlier version of its form. */
export async function listOutdatedInstances(
  db: InstancesDb,
  { plugin, kind, version }: { plugin: string; kind: ProviderKind; version: number },
): Promise<readonly InstanceRow[]> {
  return db
    .selectFrom('plugin_instances')
    .selectAll()
    .where('plugin', '=', plugin)
    .where('kind', '=', kind)
    .where('form_version', '<', version)
    .execute()
}

/** The revisions of those of some instances that exist and are enabled. */
export async function readRevisions(
  db: InstancesDb,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('plugin_instances')
    .select(['id', 'revision'])
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .where('enabled', '=', true)
    .execute()
  return new Map(rows.map(({ id, revision }) => [id, revision]))
}

function columnsOf({ name, enabled, configuration, secrets, formVersion }: InstanceContents) {
  return {
    name,
    enabled,
    configuration: JSON.stringify(configuration),
    secrets: [...secrets],
    form_version: formVersion,
  }
}

async function refusingTakenName<T>(name: string, writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (!isUniqueViolation(error, 'plugin_instances_name')) throw error
    throw new ProblemError(settingsErrors.INSTANCES_NAME_TAKEN, {
      detail: `There is an instance ${JSON.stringify(name)} of this plugin and kind: choose another name.`,
    })
  }
}
