export { isTimeZone } from './dates/is-time-zone.ts'
export { localDateIn } from './dates/local-date.ts'
export { isLocalDate } from './metric-value.ts'
