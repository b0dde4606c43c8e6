import { type DateRange, isLocalDate } from '@tributary/integration-kit/dates'

/**
 * Throws for invalid dates, a fault of the stream and not of a record: otherwise the database would reject each record
 * because of it.
 */
export function checkCovers({ startDate, endDate }: DateRange, stream: string): void {
  if (isLocalDate(startDate) && isLocalDate(endDate) && startDate <= endDate) return
  throw new TypeError(
    `stream "${stream}" covers "${startDate}" to "${endDate}": both must be dates, YYYY-MM-DD, the earlier one first`,
  )
}
