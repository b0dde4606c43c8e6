import { byCodePoint } from '@tributary/database'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { ManualMetricsTable, MetricsTables, TemplateEntryRow, TemplateRow } from './tables.ts'

type Db = Kysely<MetricsTables>
type Trx = Transaction<MetricsTables>

/** A template with its entries in their order. */
export interface StoredTemplate extends TemplateRow {
  readonly entries: readonly TemplateEntryRow[]
}

/** The stored contents of an entry, without its position. */
export type NewEntry = Omit<TemplateEntryRow, 'template_id' | 'position' | 'user_id'>

/**
 * Serializes changes of one user's templates and manual values until the transaction ends: the definition of a manual metric
 * must not change between reading and writing.
 */
export async function lockTemplates(trx: Trx, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`metrics:${userId}`}, 0))`.execute(trx)
}

/** A user's templates, oldest first. */
export async function listTemplates(db: Db, userId: string): Promise<StoredTemplate[]> {
  const templates = await db
    .selectFrom('metric_templates')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const entries = await db
    .selectFrom('metric_template_entries')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('template_id')
    .orderBy('position')
    .execute()
  const byTemplate = Map.groupBy(entries, (entry) => entry.template_id)
  return templates.map((template) => ({ ...template, entries: byTemplate.get(template.id) ?? [] }))
}

/** A template of the user; `undefined` for another user's. */
export async function findTemplate(db: Db, userId: string, id: string): Promise<StoredTemplate | undefined> {
  const template = await db
    .selectFrom('metric_templates')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (template === undefined) return undefined
  const entries = await db
    .selectFrom('metric_template_entries')
    .selectAll()
    .where('template_id', '=', id)
    .orderBy('position')
    .execute()
  return { ...template, entries }
}

export async function countTemplates(db: Db, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('metric_templates')
    .select(sql<number>`count(*)`.as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return count
}

/** Resolves to the new template's id. */
export async function insertTemplate(trx: Trx, userId: string, name: string): Promise<string> {
  const { id } = await trx
    .insertInto('metric_templates')
    .values({ user_id: userId, name })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Resolves to whether the template exists. */
export async function renameTemplate(
  trx: Trx,
  template: { readonly id: string; readonly userId: string },
  name: string,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('metric_templates')
    .set({ name, updated_at: sql<Date>`now()` })
    .where('user_id', '=', template.userId)
    .where('id', '=', template.id)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Resolves to whether the template existed. */
export async function deleteTemplate(trx: Trx, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('metric_templates')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function deleteEntries(trx: Trx, templateId: string): Promise<void> {
  await trx.deleteFrom('metric_template_entries').where('template_id', '=', templateId).execute()
}

export async function insertEntries(
  trx: Trx,
  template: { readonly id: string; readonly userId: string },
  entries: readonly NewEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await trx
    .insertInto('metric_template_entries')
    .values(
      entries.map((entry, position) => ({
        ...entry,
        position,
        template_id: template.id,
        user_id: template.userId,
      })),
    )
    .execute()
}

/** A user's manual metrics: those in templates, and others that still have values. */
export async function listManualMetrics(db: Db, userId: string): Promise<ManualMetricsTable[]> {
  return db
    .selectFrom('manual_metrics')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy(byCodePoint('metric'))
    .execute()
}

/** Inserts a manual metric, or updates the label of an existing one. Resolves to its stored definition. */
export async function keepManualMetric(trx: Trx, metric: ManualMetricsTable): Promise<ManualMetricsTable> {
  return trx
    .insertInto('manual_metrics')
    .values(metric)
    .onConflict((conflict) => conflict.columns(['user_id', 'metric']).doUpdateSet({ label: metric.label }))
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Deletes manual metrics that have neither a template nor values, which frees their names. */
export async function deleteUnusedManualMetrics(trx: Trx, userId: string): Promise<void> {
  await trx
    .deleteFrom('manual_metrics')
    .where('user_id', '=', userId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('metric_template_entries as entry')
            .select('entry.position')
            .where('entry.user_id', '=', userId)
            .whereRef('entry.metric', '=', 'manual_metrics.metric'),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('daily_metric_values as value')
            .select('value.date')
            .where('value.user_id', '=', userId)
            .whereRef('value.metric', '=', 'manual_metrics.metric'),
        ),
      ),
    )
    .execute()
}
