import { isLocalDate } from '../../metric-value.ts'
import type { DailyMetricRecord } from '../../records.ts'
import type { ImportContext, Page } from '../../stream.ts'
import { numberOf, textOf } from '../../values/value-of.ts'
import type { EntryContent } from '../import-entries.ts'
import { rejectedEntry } from '../json/json-entries.ts'
import { importMixed } from './import-mixed.ts'
import type { MixedEntry, MixedExport, MixedFile } from './mixed-export.ts'
import { type TranslatedTable, unknownLanguage } from './translated-table.ts'

/** How a column becomes a daily value. */
export interface DailyColumn {
  /** What parts of a day become: an average of averages would be wrong, so a day of parts has none. */
  readonly parts: 'sum' | 'min' | 'max' | 'none'
  /** What one of our unit is in the table: 1000 for metres that become kilometres. Default: 1. */
  readonly unit?: number
  /** Zero is no value: no person has a weight of 0. */
  readonly positive?: boolean
  /** Whether it alone makes no day: what a body burns at rest is known without any device. */
  readonly computed?: boolean
}

/** Tables with a row for each day, and tables of single days with a row for each part of it, named by their date. */
export interface DailyTables<Kind extends string> {
  readonly source: MixedExport<Kind>
  readonly table: TranslatedTable
  readonly columns: Readonly<Record<string, DailyColumn>>
  /** The kind with a row for each day. */
  readonly days: Kind
  /** The kind with parts of a day. */
  readonly parts: Kind
  /** Whether the last day is imported though it was not over when the files were made. */
  readonly withLastDay: boolean
}

type Day = Readonly<Record<string, number>>

/**
 * Imports the days of such tables, all of which are in memory: decades are some thousand. The parts of a day are used where no table of days
 * has it, for exports in several files. The last day is left out with a warning, unless its parts go on to midnight: a later export has all
 * of it, and may have been imported before.
 *
 * @example
 * dailyMetricStream({
 *   id: 'days', displayName: 'Days', fields: { steps: { label: 'Steps', unit: 'steps', type: 'number' } },
 *   importFile: (context) =>
 *     importDailyTables(context, {
 *       source: MIXED, table: TABLE, days: 'summary', parts: 'day', withLastDay: false,
 *       columns: { steps: { parts: 'sum' } },
 *     }),
 * })
 */
export async function* importDailyTables<Kind extends string>(
  context: Pick<ImportContext, 'cursor' | 'file' | 'signal'>,
  tables: DailyTables<Kind>,
): AsyncGenerator<Page<DailyMetricRecord>> {
  let partial: string | undefined
  yield* importMixed(context, tables.source, {
    only: [tables.days, tables.parts],
    async *read(files) {
      const read = await readTables(files, tables)
      partial = read.partial
      yield read.contents
    },
    warning: () =>
      partial &&
      `${partial} is left out, because it was not over when the file was made. If this is your last export, choose to import its last day.`,
  })
}

interface TablesRead {
  readonly contents: readonly EntryContent<DailyMetricRecord>[]
  /** The day that is left out. */
  readonly partial: string | undefined
}

async function readTables<Kind extends string>(
  files: readonly MixedFile<Kind>[],
  tables: DailyTables<Kind>,
): Promise<TablesRead> {
  const { columns } = tables
  const [days, sums, over] = [new Map<string, Day>(), new Map<string, Day>(), new Set<string>()]
  const contents: EntryContent<DailyMetricRecord>[] = []
  for (const file of files) {
    const isParts = file.kind === tables.parts
    // A file that occurs twice, as `2026-07-12(1).csv`, replaces the other one and is not added.
    let sum: Day = {}
    for await (const entries of file.entries())
      for (const entry of entries) {
        const cells = Object.values(entry.value).map(String)
        const date = isParts ? dateOfFile(file.name) : cells.find(isLocalDate)
        const problem = problemOf(entry, date, tables)
        if (problem !== undefined) contents.push({ rejected: rejectedEntry(entry, problem, entry.value) })
        if (date === undefined || entry.fault !== undefined) continue
        const values = valuesOf(entry, columns)
        if (isParts) sums.set(date, (sum = added(sum, values, columns)))
        else days.set(date, values)
        if (isParts && cells.findLast((cell) => TIME.test(cell))?.startsWith('00:00:00')) over.add(date)
      }
  }
  const all = new Map([...sums, ...days])
  const last = [...all.keys()].toSorted().at(-1)
  const partial = tables.withLastDay || last === undefined || over.has(last) ? undefined : last
  for (const [date, day] of all) {
    // Counted, so that an export of nothing else says so.
    if (date === partial) contents.push({ skipped: true })
    else contents.push(...recordsOf(date, day, columns))
  }
  return { contents, partial }
}

/**
 * The date in the name of a file: `2026-07-12(1).csv`.
 *
 * @example
 * dateOfFile('2026-07-12 (1).csv') // '2026-07-12'
 */
export function dateOfFile(name: string): string | undefined {
  const date = name.slice(0, 10)
  return isLocalDate(date) ? date : undefined
}

const TIME = /^\d\d:\d\d:\d\d/

function problemOf<Kind extends string>(
  { value, line, fault }: MixedEntry,
  date: string | undefined,
  { table }: DailyTables<Kind>,
): string | undefined {
  if (fault !== undefined) return fault
  if (date === undefined) return 'Neither it nor the name of its file has a date such as 2026-07-12.'
  return line === 2 ? unknownLanguage(value, table) : undefined
}

/** An empty cell is no value; the decimal sign is a point or a comma. */
function valuesOf({ value }: Pick<MixedEntry, 'value'>, columns: DailyTables<string>['columns']): Day {
  const values = Object.entries(columns).flatMap(([name, { unit = 1, positive = false }]) => {
    const number = numberOf(textOf(value[name])?.replace(',', '.'))
    return number === undefined || number < 0 || (positive && number === 0) ? [] : [[name, number / unit]]
  })
  return Object.fromEntries(values)
}

function added(sum: Day, values: Day, columns: DailyTables<string>['columns']): Day {
  const result: Record<string, number> = { ...sum }
  for (const [name, value] of Object.entries(values)) {
    const before = sum[name]
    const parts = columns[name]?.parts
    if (parts === 'sum') result[name] = (before ?? 0) + value
    else if (parts === 'min') result[name] = Math.min(before ?? value, value)
    else if (parts === 'max') result[name] = Math.max(before ?? value, value)
  }
  return result
}

function recordsOf(
  date: string,
  day: Day,
  columns: DailyTables<string>['columns'],
): EntryContent<DailyMetricRecord>[] {
  const values = Object.entries(day)
  if (!values.some(([name, value]) => columns[name]?.computed !== true && value > 0))
    return [{ skipped: true }]
  return values.map(([field, value]) => {
    // Sums of many parts have noise in their last digits.
    const record = { field, date, value: Number(value.toPrecision(12)) }
    return { toRecord: () => record }
  })
}
