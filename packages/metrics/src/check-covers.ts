import { type DateRange, isLocalDate } from '@tributary/integration-kit/dates'

/**
 * Throws for dates that are none. The stream's mistake, not a record's: told as such, since the database would refuse each
 * record in turn for it.
 */
export function checkCovers({ startDate, endDate }: DateRange, stream: string): void {
  if (isLocalDate(startDate) && isLocalDate(endDate) && startDate <= endDate) return
  throw new TypeError(
    `stream "${stream}" covers "${startDate}" to "${endDate}": both must be dates, YYYY-MM-DD, the earlier one first`,
  )
}
