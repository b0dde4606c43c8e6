export {
  addDays,
  datesIn,
  dayNumber,
  daysIn,
  isWithin,
  lastDays,
  newestFirst,
  utcDate,
} from './dates/calendar.ts'
export { isCalendarDate } from './dates/calendar-date.ts'
export type { DateRange } from './dates/date-range.ts'
export { isTimeZone } from './dates/is-time-zone.ts'
export { localDateIn } from './dates/local-date.ts'
export { type FirstDate, PossibleDates } from './dates/possible-dates.ts'
export { readInstant } from './dates/read-instant.ts'
export { type LocalTime, localTimeAt, offsetSeconds } from './dates/utc-offset.ts'
export { isLocalDate } from './metric-value.ts'
