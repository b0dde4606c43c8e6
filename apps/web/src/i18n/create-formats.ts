/** How dates and numbers are written for the signed-in person: by their locale, in their time zone. */
export interface Formats {
  readonly locale: string
  readonly timeZone: string
  /** `1,234.5`; at most one decimal unless told. */
  number(value: number, options?: Intl.NumberFormatOptions): string
  /** Between 0 and 1: `42%`. */
  percent(share: number): string
  /** An instant (RFC 3339): `Nov 28, 2026, 21:30`. */
  dateTime(instant: string): string
  /** An instant (RFC 3339): `21:30`. */
  time(instant: string): string
  /** A local date (`YYYY-MM-DD`), the same everywhere: `Nov 28, 2026`. */
  date(localDate: string, options?: Intl.DateTimeFormatOptions): string
  /** An instant as far away as it is from now: `5 minutes ago`. */
  relative(instant: string, now?: number): string
  /** Seconds: `1 h 20 min`. */
  duration(seconds: number): string
  /** Bytes: `1.5 MB`. */
  bytes(bytes: number): string
  /** The local date of an instant in the person's zone: `YYYY-MM-DD`. Default: today. */
  localDate(instant?: string | number): string
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const UNITS = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
] as const

export function createFormats(locale: string, timeZone: string): Formats {
  const dateFormat = createdOnce(
    (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
  )
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const iso = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value)
  return {
    locale,
    timeZone,
    number: (value, options) =>
      new Intl.NumberFormat(locale, { maximumFractionDigits: 1, ...options }).format(value),
    percent: (share) => percent.format(share),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    time: (instant) => time.format(new Date(instant)),
    date: (localDate, options = { dateStyle: 'medium' }) =>
      dateFormat({ timeZone: 'UTC', ...options }).format(new Date(`${localDate}T00:00:00Z`)),
    relative: (instant, now = Date.now()) => {
      const seconds = (new Date(instant).getTime() - now) / 1000
      const [name, size] = UNITS.find((each) => Math.abs(seconds) >= each[1]) ?? ['second', 1]
      return name === 'second'
        ? relative.format(0, 'second')
        : relative.format(Math.round(seconds / size), name)
    },
    duration: (seconds) => {
      const minutes = Math.round(seconds / MINUTE)
      if (minutes < 60) return unit(minutes, 'minute')
      const hours = unit(Math.floor(minutes / 60), 'hour')
      return minutes % 60 === 0 ? hours : `${hours} ${unit(minutes % 60, 'minute')}`
    },
    bytes: (bytes) => {
      const [name, size] = (
        [
          ['gigabyte', 1e9],
          ['megabyte', 1e6],
          ['kilobyte', 1e3],
        ] as const
      ).find((each) => bytes >= each[1]) ?? ['byte', 1]
      return unit(bytes / size, name, name === 'byte' ? 0 : 1)
    },
    localDate: (instant) => iso.format(instant === undefined ? new Date() : new Date(instant)),
  }
}

/** A formatter for each set of options, created when it is first needed: creating one takes longer than a hundred uses. */
function createdOnce<Options, Format>(create: (options: Options) => Format): (options: Options) => Format {
  const created = new Map<string, Format>()
  return (options) => {
    const key = JSON.stringify(options)
    const format = created.get(key) ?? create(options)
    created.set(key, format)
    return format
  }
}
