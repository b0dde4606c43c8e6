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

/** More than a person needs. */
const MAX_TEMPLATES = 100

/** The validated contents of a template. */
export interface TemplateContents {
  readonly name: string
  readonly entries: readonly NewEntry[]
}

/** Inserts a template; resolves to its id. Throws `METRICS_TOO_MANY_TEMPLATES`, `METRICS_MANUAL_CONFLICT`, `METRICS_USER_GONE`. */
export async function createTemplate(trx: Trx, userId: string, contents: TemplateContents): Promise<string> {
  await lockTemplates(trx, userId)
  if ((await countTemplates(trx, userId)) >= MAX_TEMPLATES) {
    throw new ProblemError(metricsErrors.METRICS_TOO_MANY_TEMPLATES, {
      detail: `You have ${MAX_TEMPLATES} templates, the maximum: delete one, or add entries to an existing one.`,
    })
  }
  await deleteUnusedManualMetrics(trx, userId)
  const id = await insertTemplate(trx, userId, contents.name).catch((error: unknown) => {
    // The user was deleted during the request.
    if (isForeignKeyViolation(error))
      throw new ProblemError(metricsErrors.METRICS_USER_GONE, { cause: error })
    throw error
  })
  await keepEntries(trx, { id, userId }, contents.entries)
  return id
}

/** Replaces the contents of a template; resolves to whether it exists. Throws `METRICS_MANUAL_CONFLICT`. */
export async function replaceTemplate(
  trx: Trx,
  template: { readonly id: string; readonly userId: string },
  contents: TemplateContents,
): Promise<boolean> {
  await lockTemplates(trx, template.userId)
  // The template was deleted during the request.
  if (!(await renameTemplate(trx, template, contents.name))) return false
  await deleteEntries(trx, template.id)
  // A manual metric without values that only this template contains may change its type.
  await deleteUnusedManualMetrics(trx, template.userId)
  await keepEntries(trx, template, contents.entries)
  return true
}

/** Deletes a template; resolves to whether it existed. Values and their metrics are kept. */
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
