import { readInstant } from '../../dates/read-instant.ts'
import { isLocalDate } from '../../metric-value.ts'
import { membersOf, numberOf, textOf } from '../../values/value-of.ts'
import type { DayPart } from './import-day-parts.ts'
import type { MixedEntry, MixedKind } from './mixed-export.ts'

/** A kind of file whose rows are parts of the values of days. */
export interface DayFile {
  /** Of the file's name without folders: lists of different values look alike. */
  readonly name: RegExp
  readonly format: 'list' | 'table'
  readonly field: string
  /** Where the value is; a member of a member as `value.bpm`. Of several, the first above zero; a table needs a column with the name of the first. */
  readonly columns: readonly [string, ...string[]]
  /** `instant`: the time has a zone, or is in UTC. `local`: the written date is the person's, even where it claims to be in UTC. */
  readonly clock: 'instant' | 'local'
  /** What one of our unit is in the file: 1000 for metres that become kilometres. Default: 1. */
  readonly unit?: number
  /** Zero is no value. */
  readonly positive?: boolean
  /** The column with the device or app, where several count the same. */
  readonly source?: string
}

/**
 * The kinds of file of a table, for a `MixedExport`: by their names and what they contain, since a file without data may have a text instead.
 *
 * @example
 * const kinds = dayFileKinds({ steps: { name: /^steps_/, format: 'table', field: 'steps', columns: ['steps'], clock: 'instant' } })
 */
export function dayFileKinds<Kind extends string>(
  files: Readonly<Record<Kind, DayFile>>,
): Readonly<Record<Kind, MixedKind>> {
  const kinds = Object.entries<DayFile>(files).map(([kind, { name, format, columns }]) => {
    const fits = (beginning: string) =>
      format === 'list' ? /^\s*\[/.test(beginning) : hasColumn(beginning, columns[0])
    const matches: MixedKind['matches'] = (text, file) => name.test(file) && fits(text)
    return [kind, { format, matches }]
  })
  return Object.fromEntries(kinds) as Record<Kind, MixedKind>
}

/**
 * Whether a CSV file has a column, by its beginning.
 *
 * @example
 * hasColumn('timestamp,steps\n', 'steps') // true
 */
export function hasColumn(beginning: string, column: string): boolean {
  const [header = ''] = beginning.split(/\r\n|\r|\n/, 1)
  return header.split(',').some((name) => name.replaceAll(/["\uFEFF]/g, '').trim() === column)
}

/** How the times of a row are read. */
interface DayRow {
  /** The name of the file: a date in it is that on which the file begins, at midnight in UTC. */
  readonly name: string
  /** As the row has it, in a notation that `readInstant` knows, or only a date. */
  readonly time: string
  localDate(instant: string): string
}

/**
 * The part of a day in a row; the reason why it has none, or `undefined` for a value that is empty, `NaN` or padding.
 *
 * @example
 * const part = dayPartOf({ timestamp: '2026-07-12T06:01:00Z', steps: '12' }, STEPS, { name: 'steps_2026-07-01.csv', time: '2026-07-12T06:01:00Z', localDate })
 */
export function dayPartOf(
  row: MixedEntry['value'],
  { field, columns, clock, unit = 1, positive = false, source }: DayFile,
  { name, time, localDate }: DayRow,
): DayPart | string | undefined {
  const written = columns.map((column) =>
    column.split('.').reduce<unknown>((value, member) => membersOf(value)[member], row),
  )
  const numbers = written.map(numberOf)
  const value = numbers.find((each) => each !== undefined && each > 0) ?? numbers[0]
  if (written.every((each) => EMPTY.has(each)) || (positive && value === 0)) return undefined
  if (value === undefined || value < 0) return 'It has no possible value.'
  const instant = clock === 'instant' ? readInstant(time) : undefined
  const date = instant === undefined ? time.slice(0, 10) : localDate(new Date(instant).toISOString())
  if (!isLocalDate(date)) return 'It has no possible time.'
  const isContinued = instant !== undefined && date === dateBefore(name, localDate)
  return { field, date, value: value / unit, source: textOf(row[source ?? '']), isContinued }
}

const EMPTY: ReadonlySet<unknown> = new Set(['', 'NaN', null])

/** The local date just before a file begins. */
function dateBefore(name: string, localDate: DayRow['localDate']): string | undefined {
  const begins = Date.parse(`${/\d{4}-\d\d-\d\d/.exec(name)?.[0] ?? ''}T00:00:00Z`)
  return Number.isNaN(begins) ? undefined : localDate(new Date(begins - 1).toISOString())
}
