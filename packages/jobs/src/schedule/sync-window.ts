import type { DateRange } from '@tributary/integration-kit'

const DAY_MILLISECONDS = 86_400_000
const DEFAULT_DAYS = 7

/**
 * The local dates of a scheduled sync: the last `windowDays`, today included. Where the person is is not known, so the
 * dates are UTC's and there is one more at each end: it may be tomorrow there already, or still yesterday. The last
 * date may thus lie in the future everywhere.
 */
export function syncWindow(now: Date, windowDays: number = DEFAULT_DAYS): DateRange {
  return { startDate: dateAfter(now, -windowDays), endDate: dateAfter(now, 1) }
}

function dateAfter(now: Date, days: number): string {
  return new Date(now.getTime() + days * DAY_MILLISECONDS).toISOString().slice(0, 10)
}
