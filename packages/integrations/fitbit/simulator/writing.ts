import { offsetAt } from './zone.ts'

/** Representations of values. The real API uses the first of each; both have been seen. */
export interface Writing {
  readonly int64: 'string' | 'number'
  readonly offsets: 'seconds' | 'iso'
}

/** Formats values as ProtoJSON does. */
export interface Writer {
  int64(value: number): string | number
  timestamp(time: number): string
  offset(time: number): string
  civil(time: number): object
}

export function writerOf({ int64, offsets }: Writing, timeZone: string): Writer {
  return {
    int64: (value) => (int64 === 'string' ? String(value) : value),
    timestamp,
    offset: (time) => writeOffset(offsetAt(time, timeZone), offsets),
    civil: (time) => civilDateTime(new Date(time + offsetAt(time, timeZone) * 1000)),
  }
}

export function civilDate(date: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return { year, month, day }
}

/** Without fractions if the seconds are whole. */
export function timestamp(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}

/** Zeros are omitted, and at midnight the whole time is. */
function civilDateTime(shown: Date): object {
  const time = Object.fromEntries(
    Object.entries({
      hours: shown.getUTCHours(),
      minutes: shown.getUTCMinutes(),
      seconds: shown.getUTCSeconds(),
    }).filter(([, value]) => value !== 0),
  )
  const date = civilDate(shown.toISOString().slice(0, 10))
  return Object.keys(time).length === 0 ? { date } : { date, time }
}

function writeOffset(seconds: number, form: Writing['offsets']): string {
  if (form === 'seconds') return `${seconds}s`
  const minutes = Math.abs(seconds) / 60
  const two = (value: number) => String(value).padStart(2, '0')
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
