import type { Kind } from './data-types.ts'
import { BadRequest } from './google-error.ts'

/** The range of a filter: from, inclusive, to, exclusive. */
export interface Filter {
  /** `physical`: milliseconds since 1970 as text is compared by number; `civil` and `date` by text. */
  readonly by: 'physical' | 'civil' | 'date'
  readonly from: string | undefined
  readonly to: string | undefined
}

const FIELDS: Readonly<Record<Kind, Readonly<Record<string, Filter['by']>>>> = {
  interval: { 'interval.start_time': 'physical', 'interval.civil_start_time': 'civil' },
  sample: { 'sample_time.physical_time': 'physical', 'sample_time.civil_time': 'civil' },
  daily: { date: 'date' },
  sleep: { 'interval.end_time': 'physical', 'interval.civil_end_time': 'civil' },
}

const LITERALS: Readonly<Record<Filter['by'], RegExp>> = {
  physical: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/,
  civil: /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2})?$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
}

/** Parses the supported forms of AIP-160: `a >= "x"`, `a < "y"` or both joined by AND, on one field of the type. */
export function readFilter(text: string | null, type: string, kind: Kind): Filter | undefined {
  if (text === null || text.trim() === '') return undefined
  let by: Filter['by'] | undefined
  const bounds: { from?: string; to?: string } = {}
  for (const clause of text.split(/\s+AND\s+/)) {
    const [, field = '', operator = '', literal = ''] =
      /^\s*([a-z0-9_.]+)\s*(>=|<=|>|<|=|!=)\s*"([^"]*)"\s*$/.exec(clause) ?? []
    if (field === '') throw new BadRequest(`Invalid filter: could not parse "${clause}".`)
    const prefix = `${type.replaceAll('-', '_')}.`
    const named = field.startsWith(prefix) ? FIELDS[kind][field.slice(prefix.length)] : undefined
    if (named === undefined)
      throw new BadRequest(`Invalid filter: field "${field}" is not supported for ${type}.`)
    if (operator !== '>=' && operator !== '<')
      throw new BadRequest(`Invalid filter: operator "${operator}" is not supported.`)
    if (by !== undefined && by !== named)
      throw new BadRequest('Invalid filter: physical and civil time cannot be combined.')
    if (!LITERALS[named].test(literal) || Number.isNaN(Date.parse(literal)))
      throw new BadRequest(`Invalid filter: "${literal}" is no valid literal for "${field}".`)
    const bound = operator === '>=' ? 'from' : 'to'
    if (bounds[bound] !== undefined) throw new BadRequest(`Invalid filter: "${operator}" twice.`)
    bounds[bound] = literal
    by = named
  }
  return by === undefined ? undefined : { by, from: bounds.from, to: bounds.to }
}

/** The time of a point in all forms that filters use. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly physical: number
  /** `YYYY-MM-DDTHH:mm:ss` on the person's clock. */
  readonly civil: string
}

export function keeps(filter: Filter | undefined, moment: Moment): boolean {
  if (filter === undefined) return true
  const { by, from, to } = filter
  if (by === 'physical') {
    return (
      (from === undefined || moment.physical >= Date.parse(from)) &&
      (to === undefined || moment.physical < Date.parse(to))
    )
  }
  const shown = by === 'date' ? moment.civil.slice(0, 10) : moment.civil
  const whole = (literal: string) =>
    by === 'civil' && literal.length === 10 ? `${literal}T00:00:00` : literal
  return (from === undefined || shown >= whole(from)) && (to === undefined || shown < whole(to))
}

/** The local dates that a filter may match, with a margin. */
export function datesOf(filter: Filter | undefined): { startDate: string; endDate: string } {
  const day = 86_400_000
  const shift = (literal: string, days: number) =>
    new Date(Date.parse(literal) + days * day).toISOString().slice(0, 10)
  return {
    startDate: filter?.from === undefined ? '0000-01-01' : shift(filter.from, -1),
    endDate: filter?.to === undefined ? '9999-01-01' : shift(filter.to, 1),
  }
}
