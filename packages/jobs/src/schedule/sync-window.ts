import type { DateRange } from '@tributary/integration-kit'
import { addDays, dateOf } from './calendar.ts'

const DEFAULT_DAYS = 7

/**
 * The local dates of a scheduled sync: the last `windowDays`, today included. Where the person is is not known, so the
 * dates are UTC's and there is one more at each end: it may be tomorrow there already, or still yesterday. The last
 * date may thus lie in the future everywhere.
 */
export function syncWindow(now: Date, windowDays: number = DEFAULT_DAYS): DateRange {
  const today = dateOf(now)
  return { startDate: addDays(today, -windowDays), endDate: addDays(today, 1) }
}
