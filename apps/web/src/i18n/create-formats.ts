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
  /** Seconds: `1 hr 20 min`; below a minute `45 sec`. */
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
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const iso = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const numbers = keptByOptions((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options))
  const dates = keptByOptions(
    (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
  )
  const unit = (value: number, name: string, maximumFractionDigits = 0) =>
    numbers({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits }).format(value)
  return {
    locale,
    timeZone,
    number: (value, options) => numbers({ maximumFractionDigits: 1, ...options }).format(value),
    percent: (share) => numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    time: (instant) => time.format(new Date(instant)),
    date: (localDate, options = { dateStyle: 'medium' }) =>
      dates({ timeZone: 'UTC', ...options }).format(new Date(`${localDate}T00:00:00Z`)),
    relative: (instant, now = Date.now()) => {
      const seconds = (new Date(instant).getTime() - now) / 1000
      const [name, size] = UNITS.find((each) => Math.abs(seconds) >= each[1]) ?? ['second', 1]
      return name === 'second'
        ? relative.format(0, 'second')
        : relative.format(Math.round(seconds / size), name)
    },
    duration: (seconds) => {
      // 59.6 seconds are a minute, since `60 sec` is not written.
      const whole = Math.round(seconds)
      if (whole < MINUTE) return unit(whole, 'second')
      const minutes = Math.round(whole / MINUTE)
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

/** Makes each format once: a list writes thousands of numbers, and making a format takes a hundred times as long as using it. */
function keptByOptions<Options, Format>(make: (options: Options) => Format): (options: Options) => Format {
  const formats = new Map<string, Format>()
  return (options) => {
    const key = JSON.stringify(options)
    let format = formats.get(key)
    if (format === undefined) formats.set(key, (format = make(options)))
    return format
  }
}
