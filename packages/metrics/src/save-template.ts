import { ProblemError } from '@tributary/core'
import { isForeignKeyViolation } from '@tributary/database'
import type { Transaction } from 'kysely'
import { metricsErrors } from './metrics-errors.ts'
import type { MetricsTables } from './tables.ts'
import {
  countTemplates,
  deleteEntries,
  deleteTemplate,
  deleteUnusedManualMetrics,
  insertEntries,
  insertTemplate,
  keepManualMetric,
  lockTemplates,
  type NewEntry,
  renameTemplate,
} from './template-store.ts'

type Trx = Transaction<MetricsTables>

/** More than a person uses. */
const MAX_TEMPLATES = 100

/** A template's contents, checked. */
export interface TemplateContents {
  readonly name: string
  readonly entries: readonly NewEntry[]
}

/** Keeps a new template; resolves to its id. Throws `METRICS_TOO_MANY_TEMPLATES`, `METRICS_MANUAL_CONFLICT`, `METRICS_USER_GONE`. */
export async function createTemplate(trx: Trx, userId: string, contents: TemplateContents): Promise<string> {
  await lockTemplates(trx, userId)
  if ((await countTemplates(trx, userId)) >= MAX_TEMPLATES) {
    throw new ProblemError(metricsErrors.METRICS_TOO_MANY_TEMPLATES, {
      detail: `You have ${MAX_TEMPLATES} templates, the maximum: delete one, or add entries to an existing one.`,
    })
  }
  await deleteUnusedManualMetrics(trx, userId)
  const id = await insertTemplate(trx, userId, contents.name).catch((error: unknown) => {
    // Deleted while their request ran.
    if (isForeignKeyViolation(error))
      throw new ProblemError(metricsErrors.METRICS_USER_GONE, { cause: error })
    throw error
  })
  await keepEntries(trx, { id, userId }, contents.entries)
  return id
}

/** Gives a template new contents; resolves to whether there was one. Throws `METRICS_MANUAL_CONFLICT`. */
export async function replaceTemplate(
  trx: Trx,
  template: { readonly id: string; readonly userId: string },
  contents: TemplateContents,
): Promise<boolean> {
  await lockTemplates(trx, template.userId)
  // Deleted while it was being edited.
  if (!(await renameTemplate(trx, template, contents.name))) return false
  await deleteEntries(trx, template.id)
  // A manual metric that only this template has and that has no values may become one of another type.
  await deleteUnusedManualMetrics(trx, template.userId)
  await keepEntries(trx, template, contents.entries)
  return true
}

/** Deletes a template and resolves to whether there was one. Values stay, and with them the metrics they are of. */
export async function removeTemplate(
  trx: Trx,
  template: { readonly id: string; readonly userId: string },
): Promise<boolean> {
  await lockTemplates(trx, template.userId)
  const isGone = await deleteTemplate(trx, template.userId, template.id)
  if (isGone) await deleteUnusedManualMetrics(trx, template.userId)
  return isGone
}

async function keepEntries(
  trx: Trx,
  template: { readonly id: string; readonly userId: string },
  entries: readonly NewEntry[],
): Promise<void> {
  for (const entry of entries) if (entry.kind === 'manual') await keepManual(trx, template.userId, entry)
  await insertEntries(trx, template, entries)
}

async function keepManual(trx: Trx, userId: string, entry: NewEntry): Promise<void> {
  const { metric, label, unit, type } = entry
  const kept = await keepManualMetric(trx, { user_id: userId, metric, label, unit, type })
  if (kept.type === type && kept.unit === unit) return
  const as = (each: { type: string; unit: string | null }) =>
    each.unit === null ? each.type : `${each.type} in ${each.unit}`
  throw new ProblemError(metricsErrors.METRICS_MANUAL_CONFLICT, {
    detail:
      `"${metric}" is already used as ${as(kept)} and cannot be ${as(entry)} as well: ` +
      'give the entry another "metric", or clear the values and templates that have it.',
  })
}
