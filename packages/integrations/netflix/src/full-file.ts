import type { MediaRecord } from '@tributary/integration-kit'
import { isLocalDate, type PossibleDates } from '@tributary/integration-kit/dates'
import {
  type CsvFormat,
  type CsvRow,
  type OccurrenceNumbers,
  type RowFault,
  rejectedRow,
} from '@tributary/integration-kit/files'
import { isViewing } from './is-viewing.ts'
import { fullRecord, instantOf } from './mapping.ts'
import { DURATION, type FullFormat, START_TIME } from './recognise-format.ts'

/** ViewingActivity.csv of the full data request: every profile, with times in UTC. */
export function fullFormat(
  { columns }: FullFormat,
  localDate: (instant: string) => string,
  { possible, occurrences }: { readonly possible: PossibleDates; readonly occurrences: OccurrenceNumbers },
): CsvFormat<MediaRecord> {
  const viewingOf = (row: CsvRow) => {
    const startTime = columns.value(row, 'Start Time')
    return {
      title: columns.value(row, 'Title'),
      profile: columns.value(row, 'Profile Name'),
      startTime,
      occurredOn: localDate(instantOf(startTime)),
      durationSeconds: secondsIn(columns.value(row, 'Duration')),
      raw: columns.values(row),
    }
  }
  return {
    survey(row) {
      const fault = faultOf(row, columns, possible)
      if (fault === undefined) occurrences.survey(viewingKey(row, columns))
      return fault
    },
    reader() {
      const occurrenceOf = occurrences.counter()
      return (row) => {
        if (isPreview(row, columns)) return { skipped: true }
        const fault = faultOf(row, columns, possible)
        if (fault !== undefined) return { rejected: rejectedRow(row, fault) }
        const occurrence = occurrenceOf(viewingKey(row, columns))
        return { toRecord: () => fullRecord(viewingOf(row), occurrence) }
      }
    },
  }
}

/** A preview that started automatically and was not watched. */
const AUTOPLAYED = /Autoplayed ?: user action: None/

function isPreview(row: CsvRow, columns: FullFormat['columns']): boolean {
  return (
    columns.value(row, 'Supplemental Video Type').trim() !== '' ||
    !isViewing(columns.value(row, 'Title')) ||
    AUTOPLAYED.test(columns.value(row, 'Attributes'))
  )
}

function faultOf(row: CsvRow, columns: FullFormat['columns'], possible: PossibleDates): RowFault | undefined {
  const start = columns.value(row, 'Start Time')
  const date = start.slice(0, 10)
  if (!START_TIME.test(start) || !isLocalDate(date))
    return columns.fault(row, 'Start Time', 'a start time such as 2025-06-19 19:02:11')
  if (!possible.has(date)) return columns.fault(row, 'Start Time', `a start time ${possible.span}`)
  const duration = columns.value(row, 'Duration')
  if (duration !== '' && !DURATION.test(duration))
    return columns.fault(row, 'Duration', 'a duration such as 00:41:09')
  return columns.value(row, 'Title').trim() === '' ? columns.fault(row, 'Title', 'a title') : undefined
}

/** The common part of equal viewings. Profiles are contiguous in the file, so equal viewings can be far apart. */
function viewingKey(row: CsvRow, columns: FullFormat['columns']): string {
  return `${columns.value(row, 'Start Time')} ${secondsIn(columns.value(row, 'Duration'))}`
}

/** `HH:MM:SS` → seconds. */
function secondsIn(text: string): number | undefined {
  const match = DURATION.exec(text)
  return match === null ? undefined : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])
}
