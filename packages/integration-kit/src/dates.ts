export { timeZoneOf, timeZoneSetting } from './config/time-zone-setting.ts'
export {
  addDays,
  datesIn,
  dayNumber,
  daysIn,
  isWithin,
  newestFirst,
  utcDate,
} from './dates/calendar.ts'
export type { DateRange } from './dates/date-range.ts'
export { localDateIn } from './dates/local-date.ts'
export { localDayAt } from './dates/local-day.ts'
export { PossibleDates } from './dates/possible-dates.ts'
export { readInstant } from './dates/read-instant.ts'
export { type LocalTime, localTimeAt, offsetSeconds } from './dates/utc-offset.ts'
export { isLocalDate } from './metric-value.ts'
