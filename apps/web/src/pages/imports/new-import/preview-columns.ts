import type { ImportsPreviewRow } from '@tributary/client'

/** Too many columns do not fit, and the first ones tell what a record is. */
const MOST_COLUMNS = 6

/** Ids say nothing to a person. */
const HIDDEN = new Set(['externalId', 'raw'])

/** Long, and the title says more. */
const LAST = new Set(['url', 'link'])

/** When it was, in all kinds of records: shown after what it is. */
const WHEN = ['occurredAt', 'occurredOn', 'startedAt', 'date', 'at']

/** The members that the records of a preview have, in their order, without what is no text, number, truth value or list of texts. */
export function previewColumns(rows: readonly ImportsPreviewRow[]): readonly string[] {
  const names = new Set<string>()
  for (const { record } of rows)
    for (const [name, value] of Object.entries(record))
      if (!HIDDEN.has(name) && isShown(value)) names.add(name)
  const [first = '', ...others] = [...names].filter((name) => !WHEN.includes(name))
  const when = WHEN.filter((name) => names.has(name)).slice(0, 1)
  const last = others.filter((name) => LAST.has(name))
  const middle = others.filter((name) => !LAST.has(name))
  return [first, ...when, ...middle, ...last].filter((name) => name !== '').slice(0, MOST_COLUMNS)
}

function isShown(value: unknown): boolean {
  return isTextList(value) || ['string', 'number', 'boolean'].includes(typeof value)
}

/** Such as the creators of a video. */
export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')
}
