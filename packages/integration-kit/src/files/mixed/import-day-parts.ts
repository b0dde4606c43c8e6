import type { DailyMetricRecord } from '../../records.ts'
import type { ImportContext, Page } from '../../stream.ts'
import type { EntryContent } from '../import-entries.ts'
import { rejectedEntry } from '../json/json-entries.ts'
import { importMixed } from './import-mixed.ts'
import type { MixedEntry, MixedExport, MixedFile } from './mixed-export.ts'

/** A part of the value of a day: the steps of a minute, or one of several weighings. */
export interface DayPart {
  readonly field: string
  /** The local date. */
  readonly date: string
  readonly value: number
  /** The device or app, where several count the same. */
  readonly source?: string | undefined
  /** Whether an earlier file has other parts of the date: files are cut at midnight in UTC, days are not. */
  readonly isContinued?: boolean
}

/** How the parts of a day become its value. */
export interface DayField {
  readonly parts: 'sum' | 'average' | 'last'
  /** Digits after the decimal point. */
  readonly digits: number
}

/** Files whose rows are parts of days. */
export interface DayParts<Kind extends string> {
  readonly source: MixedExport<Kind>
  /** The kinds of file, the most trusted first: a day of a field is that of the first kind that has it. */
  readonly only: readonly Kind[]
  readonly fields: Readonly<Record<string, DayField>>
  /** The part in a row; the reason why it is rejected, or `undefined` for a row without a value. */
  read(entry: MixedEntry, file: MixedFile<Kind>): DayPart | string | undefined
  /** Whether days of sums are imported though the files have them in part only. */
  readonly withPartialDays: boolean
  /** Reported with the last page. */
  warning?(): string | undefined
}

/**
 * Imports days whose values are in many rows of many files. Their sums are in memory, not the rows: decades are some hundred thousand. Of devices
 * that counted the same day the one that counted most makes it, because their sum would count each step several times. The days of sums at
 * the ends of the files are left out with a warning: the last was not over, and another file may have the rest of the first.
 *
 * @example
 * dailyMetricStream({
 *   id: 'days', displayName: 'Days', fields: { weight: { label: 'Weight', unit: 'kg', type: 'number' } },
 *   importFile: (context) =>
 *     importDayParts(context, {
 *       source: MIXED, only: ['weight'], fields: { weight: { parts: 'average', digits: 2 } }, withPartialDays: false,
 *       read: ({ value }) => ({ field: 'weight', date: String(value['date']), value: Number(value['kg']) }),
 *     }),
 * })
 */
export async function* importDayParts<Kind extends string>(
  context: Pick<ImportContext, 'cursor' | 'file' | 'signal'>,
  parts: DayParts<Kind>,
): AsyncGenerator<Page<DailyMetricRecord>> {
  let partial: readonly string[] = []
  yield* importMixed(context, parts.source, {
    only: parts.only,
    async *read(files) {
      const read = await readDays(files, parts)
      partial = read.partial
      yield read.contents
    },
    warning: () => {
      const said = [leftOut(partial), parts.warning?.()].filter((each) => each !== undefined)
      return said.length === 0 ? undefined : said.join(' ')
    },
  })
}

function leftOut(dates: readonly string[]): string | undefined {
  if (dates.length === 0) return undefined
  const are = dates.length === 1 ? 'is' : 'are'
  return `${dates.join(', ')} ${are} left out: these files may have only a part of such a day. If there are no other files, choose to import partial days.`
}

/** Counted, so that files of nothing else say so. */
const SKIPPED = { skipped: true } as const

/** The sum and the number of the parts of a source. */
interface Sum {
  total: number
  count: number
  last: number
}

/** Of a field and date: by the place of the kind and the source. */
type Sums = Map<string, Sum>

interface Days {
  /** By field, then date. */
  readonly sums: Map<string, Map<string, Sums>>
  /** Fields with dates: `steps 2026-05-08`. */
  readonly continued: Set<string>
}

async function readDays<Kind extends string>(
  files: readonly MixedFile<Kind>[],
  parts: DayParts<Kind>,
): Promise<{ contents: EntryContent<DailyMetricRecord>[]; partial: readonly string[] }> {
  const days: Days = { sums: new Map(), continued: new Set() }
  const contents: EntryContent<DailyMetricRecord>[] = []
  const names = new Set<string>()
  for (const file of files) {
    // The archive of a `steps(1).csv` has `steps.csv` too.
    const name = `${file.kind} ${file.name.replace(/\s*\(\d+\)(?=\.\w+$)/, '')}`
    if (names.has(name)) continue
    names.add(name)
    const place = parts.only.indexOf(file.kind)
    for await (const entries of file.entries())
      for (const entry of entries) {
        const part = entry.fault ?? parts.read(entry, file)
        if (typeof part === 'string') contents.push({ rejected: rejectedEntry(entry, part, entry.value) })
        else if (part === undefined) contents.push(SKIPPED)
        else add(days, part, place)
      }
  }
  const { records, partial } = recordsOf(days, parts)
  return { contents: [...contents, ...records], partial }
}

function recordsOf<Kind extends string>(
  { sums: fields, continued }: Days,
  { fields: rules, withPartialDays }: DayParts<Kind>,
): { records: EntryContent<DailyMetricRecord>[]; partial: readonly string[] } {
  const isSum = (field: string) => rules[field]?.parts === 'sum'
  // Of all sums: a day without zone minutes is no day that is not over.
  const last = [...fields]
    .filter(([field]) => isSum(field))
    .flatMap(([, dates]) => [...dates.keys()])
    .reduce((latest, date) => (date > latest ? date : latest), '')
  const partial = new Set<string>()
  const records = [...fields].flatMap(([field, dates]) => {
    const { parts: how = 'last', digits = 0 } = rules[field] ?? {}
    const first = [...dates.keys()].reduce((earliest, date) => (date < earliest ? date : earliest))
    return Array.from(dates, ([date, sums]): EntryContent<DailyMetricRecord> => {
      const isCut = date === last || (date === first && continued.has(`${field} ${date}`))
      if (isCut && isSum(field) && !withPartialDays) {
        partial.add(date)
        return SKIPPED
      }
      const record = { field, date, value: Math.round(valueOf(sums, how) * 10 ** digits) / 10 ** digits }
      return { toRecord: () => record }
    })
  })
  return { records, partial: [...partial].toSorted() }
}

function add(
  { sums, continued }: Days,
  { field, date, value, source = '', isContinued }: DayPart,
  place: number,
) {
  const dates = sums.get(field) ?? new Map<string, Sums>()
  sums.set(field, dates)
  const bySource = dates.get(date) ?? new Map<string, Sum>()
  dates.set(date, bySource)
  const sum = bySource.get(`${place} ${source}`)
  if (sum === undefined) bySource.set(`${place} ${source}`, { total: value, count: 1, last: value })
  else Object.assign(sum, { total: sum.total + value, count: sum.count + 1, last: value })
  if (isContinued === true) continued.add(`${field} ${date}`)
}

/** Of the most trusted kind, and of its sources the one with the largest sum. */
function valueOf(sums: Sums, how: DayField['parts']): number {
  const placeOf = (key: string) => Number(key.slice(0, key.indexOf(' ')))
  const place = Math.min(...Array.from(sums.keys(), placeOf))
  const ofKind = [...sums].filter(([key]) => placeOf(key) === place).map(([, sum]) => sum)
  const best = ofKind.reduce((one, other) => (other.total > one.total ? other : one))
  if (how === 'sum') return best.total
  return how === 'last' ? best.last : best.total / best.count
}
