import type { ImportsPreviewRow } from '@tributary/client'

/** Too many columns do not fit, and the first ones tell what a record is. */
const MOST_COLUMNS = 6

/** Ids say nothing to a person. */
const HIDDEN = new Set(['externalId', 'raw'])

/** When it was, in all kinds of records: shown after what it is. */
const WHEN = ['occurredAt', 'occurredOn', 'startedAt', 'date', 'at']

/** The members that the records of a preview have, in their order, without what is no text, number or truth value. */
export function previewColumns(rows: readonly ImportsPreviewRow[]): readonly string[] {
  const names = new Set<string>()
  for (const { record } of rows)
    for (const [name, value] of Object.entries(record))
      if (!HIDDEN.has(name) && isScalar(value)) names.add(name)
  const [first = '', ...others] = [...names].filter((name) => !WHEN.includes(name))
  const when = WHEN.filter((name) => names.has(name)).slice(0, 1)
  return [first, ...when, ...others].filter((name) => name !== '').slice(0, MOST_COLUMNS)
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
