import { isCalendarDate } from './calendar-date.ts'
import { type CsvRow, fieldPosition } from './csv-row.ts'
import { fileParseError, quoted } from './file-parse-error.ts'
import { DURATION, type FullColumn, type FullColumnPlaces, START_TIME } from './full-columns.ts'
import type { NetflixImportOptions } from './import-options.ts'
import { isViewing } from './is-viewing.ts'
import { localDateIn } from './local-date.ts'
import { fullRecord } from './mapping.ts'
import type { FileSurvey, RowReader } from './row-reader.ts'

/** ViewingActivity.csv of the full data request: every profile, with times in UTC. */
export function fullFileSurvey(places: FullColumnPlaces, { timeZone }: NetflixImportOptions): FileSurvey {
  const localDate = localDateIn(timeZone)
  const column = (name: FullColumn) => places.get(name) ?? -1
  const profileColumn = column('Profile Name')
  const startColumn = column('Start Time')
  const durationColumn = column('Duration')
  const days = new Set<string>()
  let currentDay = ''
  let grouped = true
  return {
    add(row) {
      const start = row.fields[startColumn] ?? ''
      if (!isStartTime(start)) throw wrongValue(row, startColumn, 'a start time such as 2025-06-19 19:02:11')
      const duration = row.fields[durationColumn] ?? ''
      if (duration !== '' && !DURATION.test(duration))
        throw wrongValue(row, durationColumn, 'a duration such as 00:41:09')
      const day = dayOf(row.fields[profileColumn] ?? '', start)
      if (day === currentDay) return
      if (days.has(day)) grouped = false
      days.add(day)
      currentDay = day
    },
    finish: () => fullRowReader({ places, grouped, localDate }),
  }
}

function fullRowReader(options: {
  places: FullColumnPlaces
  grouped: boolean
  localDate: ReturnType<typeof localDateIn>
}): RowReader {
  const { places, grouped, localDate } = options
  const columns = [...places]
  const value = (row: CsvRow, name: FullColumn) => row.fields[places.get(name) ?? -1] ?? ''
  return {
    grouped,
    read(row) {
      const title = value(row, 'Title')
      if (value(row, 'Supplemental Video Type') !== '' || !isViewing(title)) return undefined
      if (value(row, 'Attributes').includes(AUTOPLAYED)) return undefined
      const profile = value(row, 'Profile Name')
      const startTime = value(row, 'Start Time')
      return {
        day: dayOf(profile, startTime),
        key: `${startTime}|${profile.length}|${profile}|${title}`,
        toRecord(occurrence) {
          const occurredOn = localDate(startTime.slice(0, 10), secondsIn(startTime.slice(11)) ?? 0)
          const durationSeconds = secondsIn(value(row, 'Duration'))
          const viewing = { title, profile, startTime, occurredOn, durationSeconds, raw: rawOf(row, columns) }
          return fullRecord(viewing, occurrence)
        },
      }
    },
  }
}

/** A preview that began by itself and that nobody stayed with. */
const AUTOPLAYED = 'Autoplayed: user action: None'

function rawOf(row: CsvRow, columns: readonly (readonly [FullColumn, number])[]): Record<string, string> {
  const raw: Record<string, string> = {}
  for (const [name, place] of columns) {
    const value = row.fields[place]
    if (value) raw[name] = value
  }
  return raw
}

/** The file goes profile by profile, so a day comes once for each. */
function dayOf(profile: string, startTime: string): string {
  return `${startTime.slice(0, 10)}|${profile}`
}

function isStartTime(text: string): boolean {
  const match = START_TIME.exec(text)
  if (match === null || Number(match[4]) > 23) return false
  return isCalendarDate(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** `HH:MM:SS` → seconds. */
function secondsIn(text: string): number | undefined {
  const match = DURATION.exec(text)
  return match === null ? undefined : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])
}

function wrongValue(row: CsvRow, column: number, expected: string) {
  return fileParseError(
    fieldPosition(row, column),
    `Expected ${expected}, found ${quoted(row.fields[column] ?? '')}.`,
  )
}
