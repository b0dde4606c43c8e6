import { IntegrationError } from '@tributary/integration-kit'
import { DateOrderFinder } from './date-order.ts'
import type { NetflixImportOptions } from './import-options.ts'
import { isViewing } from './is-viewing.ts'
import { quickRecord } from './mapping.ts'
import type { FileSurvey, RowReader } from './row-reader.ts'
import { type DateOrder, dateInOrder, readWrittenDate } from './written-date.ts'

const TITLE = 0
const DATE = 1

/** NetflixViewingHistory.csv: title and date, one profile, newest first. */
export function quickFileSurvey({ dateOrder, profile }: NetflixImportOptions): FileSurvey {
  const dates = new DateOrderFinder({ chosen: dateOrder, field: DATE })
  return {
    add: (row) => dates.add(row),
    finish: () => quickRowReader({ order: dates.find(), grouped: dates.grouped, profile }),
  }
}

function quickRowReader(options: { order: DateOrder; grouped: boolean; profile: string }): RowReader {
  const { order, grouped, profile } = options
  let date = ''
  let occurredOn = ''
  return {
    grouped,
    read({ fields }) {
      const title = fields[TITLE] ?? ''
      const written = fields[DATE] ?? ''
      if (written !== date) {
        date = written
        occurredOn = readDate(written, order)
      }
      if (!isViewing(title)) return undefined
      const viewing = { title, date, occurredOn, profile }
      return {
        day: occurredOn,
        key: `${occurredOn}|${title}`,
        toRecord: (occurrence) => quickRecord(viewing, occurrence),
      }
    },
  }
}

function readDate(text: string, order: DateOrder): string {
  const date = readWrittenDate(text)
  const iso = date && dateInOrder(date, order)
  // The survey has read every date of the file; the upload would have to change in between.
  if (iso === undefined) throw new IntegrationError('invalid_data', 'The file changed while it was read.')
  return iso
}
