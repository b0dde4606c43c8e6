import { localDateIn } from '@tributary/integration-kit/dates'
import { isCalendarDate } from './calendar-date.ts'
import { type CsvRow, fieldFault, type RowFault } from './csv-row.ts'
import { quoted } from './file-parse-error.ts'
import { DURATION, type FullColumn, type FullColumnPlaces, START_TIME } from './full-columns.ts'
import type { NetflixImportOptions } from './import-options.ts'
import { isViewing } from './is-viewing.ts'
import { type FullViewing, fullRecord } from './mapping.ts'
import { missingTitle } from './missing-title.ts'
import { StartSeconds } from './number-occurrences.ts'
import { FIRST_DATE, type PossibleDates } from './possible-dates.ts'
import type { FullFormat } from './recognise-format.ts'
import { type FileSurvey, PREVIEW, type RowReader, rejected } from './row-reader.ts'

/** ViewingActivity.csv of the full data request: every profile, with times in UTC. */
export function fullFileSurvey(
  { places }: FullFormat,
  { timeZone }: NetflixImportOptions,
  possible: PossibleDates,
): FileSurvey {
  const starts = new StartSeconds()
  return {
    add(row) {
      const fault = faultOf(row, places, possible)
      if (fault === undefined) starts.add(secondOf(valueOf(row, places, 'Start Time')))
      return fault
    },
    finish: () => fullRowReader({ places, possible, occurrenceOf: starts.counter(), timeZone }),
  }
}

function fullRowReader(file: {
  places: FullColumnPlaces
  possible: PossibleDates
  occurrenceOf: (second: number, key: string) => number
  timeZone: string
}): RowReader {
  const { places, possible, occurrenceOf } = file
  const localDate = localDateIn(file.timeZone)
  return {
    read(row) {
      if (isPreview(row, places)) return PREVIEW
      const fault = faultOf(row, places, possible)
      if (fault !== undefined) return rejected(fault)
      const second = secondOf(valueOf(row, places, 'Start Time'))
      const occurrence = occurrenceOf(second, String(secondsIn(valueOf(row, places, 'Duration'))))
      return { kind: 'viewing', toRecord: () => fullRecord(viewingOf(row, places, localDate), occurrence) }
    },
  }
}

function viewingOf(
  row: CsvRow,
  places: FullColumnPlaces,
  localDate: ReturnType<typeof localDateIn>,
): FullViewing {
  const startTime = valueOf(row, places, 'Start Time')
  return {
    title: valueOf(row, places, 'Title'),
    profile: valueOf(row, places, 'Profile Name'),
    startTime,
    occurredOn: localDate(instantOf(startTime)),
    durationSeconds: secondsIn(valueOf(row, places, 'Duration')),
    raw: rawOf(row, places),
  }
}

/** A preview that began by itself and that nobody stayed with. */
const AUTOPLAYED = /Autoplayed ?: user action: None/

function isPreview(row: CsvRow, places: FullColumnPlaces): boolean {
  return (
    valueOf(row, places, 'Supplemental Video Type').trim() !== '' ||
    !isViewing(valueOf(row, places, 'Title')) ||
    AUTOPLAYED.test(valueOf(row, places, 'Attributes'))
  )
}

function faultOf(row: CsvRow, places: FullColumnPlaces, possible: PossibleDates): RowFault | undefined {
  const wrong = (name: FullColumn, expected: string) => {
    const found = quoted(valueOf(row, places, name))
    return fieldFault(row, places.get(name) ?? 0, `Expected ${expected}, found ${found}.`)
  }
  const start = valueOf(row, places, 'Start Time')
  if (!isStartTime(start)) return wrong('Start Time', 'a start time such as 2025-06-19 19:02:11')
  if (!possible.has(start.slice(0, 10)))
    return wrong(
      'Start Time',
      `a start time from ${FIRST_DATE}, the year Netflix began to stream, to ${possible.latest}`,
    )
  const duration = valueOf(row, places, 'Duration')
  if (duration !== '' && !DURATION.test(duration)) return wrong('Duration', 'a duration such as 00:41:09')
  return missingTitle(row, places.get('Title') ?? 0)
}

function valueOf(row: CsvRow, places: FullColumnPlaces, name: FullColumn): string {
  return row.fields[places.get(name) ?? -1] ?? ''
}

/** By Netflix' own column names, without empty values. */
function rawOf(row: CsvRow, places: FullColumnPlaces): Record<string, string> {
  const raw: Record<string, string> = {}
  for (const [name, place] of places) {
    const value = row.fields[place]
    if (value) raw[name] = value
  }
  return raw
}

function isStartTime(text: string): boolean {
  const match = START_TIME.exec(text)
  if (match === null || Number(match[4]) > 23) return false
  return isCalendarDate(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** `2025-06-19 19:02:11`, in UTC → seconds since 1970. */
function secondOf(startTime: string): number {
  return Date.parse(instantOf(startTime)) / 1000
}

/** `2025-06-19 19:02:11`, in UTC → RFC 3339. */
function instantOf(startTime: string): string {
  return `${startTime.slice(0, 10)}T${startTime.slice(11)}Z`
}

/** `HH:MM:SS` → seconds. */
function secondsIn(text: string): number | undefined {
  const match = DURATION.exec(text)
  return match === null ? undefined : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])
}
