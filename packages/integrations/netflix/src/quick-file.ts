import type { RowFault } from './csv-row.ts'
import type { NetflixImportOptions } from './import-options.ts'
import { isViewing } from './is-viewing.ts'
import { quickRecord } from './mapping.ts'
import { missingTitle } from './missing-title.ts'
import { occurrenceCounter } from './number-occurrences.ts'
import type { PossibleDates } from './possible-dates.ts'
import { type QuickDates, QuickDatesSurvey } from './quick-dates.ts'
import type { QuickFormat } from './recognise-format.ts'
import { type FileSurvey, PREVIEW, type RowReader, rejected } from './row-reader.ts'

/** NetflixViewingHistory.csv: title and date, one profile, newest first. */
export function quickFileSurvey(
  format: QuickFormat,
  options: NetflixImportOptions,
  possible: PossibleDates,
): FileSurvey {
  const dates = new QuickDatesSurvey({ chosen: options, possible }, format.date)
  return {
    add: (row) => missingTitle(row, format.title) ?? dates.add(row),
    finish: () => quickRowReader(format, dates.finish(), options.profile),
  }
}

function quickRowReader(format: QuickFormat, dates: QuickDates, profile: string): RowReader {
  const occurrenceOf = occurrenceCounter(dates)
  let previous: { readonly date: string; readonly read: string | RowFault } | undefined
  return {
    read(row) {
      const title = row.fields[format.title] ?? ''
      const date = row.fields[format.date] ?? ''
      const fault = missingTitle(row, format.title)
      if (fault !== undefined) return rejected(fault)
      if (!isViewing(title)) return PREVIEW
      // A fault is of its own row and is not taken over.
      if (previous?.date !== date || typeof previous.read !== 'string')
        previous = { date, read: dates.read(row) }
      const occurredOn = previous.read
      if (typeof occurredOn !== 'string') return rejected(occurredOn)
      const occurrence = occurrenceOf(occurredOn, `${occurredOn}|${title}`)
      return {
        kind: 'viewing',
        toRecord: () => quickRecord({ title, date, occurredOn, profile }, occurrence),
      }
    },
  }
}
