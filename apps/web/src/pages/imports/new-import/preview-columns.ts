import type { ImportsPreviewRow } from '@tributary/client'

/** Too many columns do not fit, and the first ones tell what a record is. */
const MOST_COLUMNS = 6

/** Ids say nothing to a person. */
const HIDDEN = new Set(['externalId', 'raw'])

/** The members that the records of a preview have, in their order, without what is no text, number or truth value. */
export function previewColumns(rows: readonly ImportsPreviewRow[]): readonly string[] {
  const names = new Set<string>()
  for (const { record } of rows)
    for (const [name, value] of Object.entries(record))
      if (!HIDDEN.has(name) && isScalar(value)) names.add(name)
  return [...names].slice(0, MOST_COLUMNS)
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
