import { randomNumbers } from '@tributary/provider-simulator'
import { LANGUAGES, type Language, type LanguageCode } from './languages.ts'
import { zipOf } from './zip-of.ts'

export interface TakeoutOptions {
  /** How many days, the last of which is partial. */
  readonly days: number
  /** `YYYY-MM-DD`. Default: 2026-11-20. */
  readonly lastDate?: string
  /** How many of the last days have a table of their own. Default: 3. */
  readonly dayTables?: number
  readonly language?: LanguageCode
  /** The same seed makes the same Takeout. Default: 1. */
  readonly seed?: number
  /** The UTC offset of the person, like `+02:00`. Default: `+01:00`. */
  readonly offset?: string
}

/** The files of a Takeout of Google Fit by their names. All languages have the same person. */
export function takeoutFiles({
  days,
  lastDate = '2026-11-20',
  dayTables = 3,
  language = 'en',
  seed = 1,
  offset = '+01:00',
}: TakeoutOptions): Readonly<Record<string, string>> {
  const words: Language = LANGUAGES[language]
  const random = randomNumbers(seed)
  const root = `Takeout/${words.folder}`
  const simulated = Array.from({ length: days }, (_, index) =>
    dayOf(new Date(Date.parse(lastDate) - (days - 1 - index) * DAY).toISOString().slice(0, 10), random),
  )
  const files: Record<string, string> = {
    [`${root}/${words.metrics}/${words.metrics}.csv`]: `\uFEFF${tableOf([
      [words.date, ...words.columns],
      ...simulated.map((day) => [day.date, ...cellsOf(day)]),
    ])}`,
    ...dataFiles(`${root}/${words.data}`, simulated),
  }
  for (const day of simulated) {
    const [from, to] = [`${day.date}T06:00:00Z`, `${day.date}T06:45:00Z`]
    const [name, night] = [stampOf(from, offset), stampOf(`${day.date}T05:30:00Z`, offset)]
    files[`${root}/${words.sessions}/${name}_WALKING.json`] = sessionOf('walking', from, to, day.steps)
    files[`${root}/${words.sessions}/${night}_SLEEP.json`] = sessionOf(
      'sleep',
      new Date(Date.parse(from) - DAY / 3).toISOString(),
      `${day.date}T05:30:00Z`,
    )
  }
  for (const day of simulated.slice(days - Math.min(dayTables, days)))
    files[`${root}/${words.metrics}/${day.date}.csv`] = quartersOf(day, words, {
      offset,
      isPartial: day.date === lastDate,
    })
  return files
}

/** A Takeout as the ZIP file that Google delivers. */
export function takeoutZip(options: TakeoutOptions): Uint8Array {
  return zipOf(takeoutFiles(options))
}

const DAY = 86_400_000

/** A day of the person. */
export interface SimulatedDay {
  readonly date: string
  readonly steps: number
  readonly meters: number
  readonly kilocalories: number
  readonly minutes: number
  readonly heartRate: number
  readonly kilograms: number
}

function dayOf(date: string, random: () => number): SimulatedDay {
  const steps = 96 * (20 + Math.floor(random() * 100))
  return {
    date,
    steps,
    meters: steps * 0.75,
    kilocalories: 1600 + Math.floor(random() * 900),
    minutes: 20 + Math.floor(random() * 60),
    heartRate: 55 + Math.floor(random() * 30),
    kilograms: 70 + Math.floor(random() * 30) / 10,
  }
}

/** As in the columns of a language. */
function cellsOf(day: SimulatedDay): readonly string[] {
  const { minutes, kilocalories, meters, heartRate, steps, kilograms } = day
  const heart = [heartRate, heartRate + 60, heartRate - 10]
  return [minutes, kilocalories, meters, ...heart, steps, kilograms, minutes * 60_000].map(String)
}

/** The table of a day. Its quarters of an hour sum up to the day, but those of a day that is not over. */
function quartersOf(
  day: SimulatedDay,
  { times, columns }: Language,
  { offset, isPartial }: { readonly offset: string; readonly isPartial: boolean },
): string {
  const clock = (quarter: number) =>
    `${String(Math.floor(quarter / 4) % 24).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}:00.000${offset}`
  const cells = [day.minutes / 96, day.kilocalories / 96, day.meters / 96, day.heartRate]
  const rows = Array.from({ length: isPartial ? 50 : 96 }, (_, quarter) => [
    clock(quarter),
    clock(quarter + 1),
    ...cells,
    day.heartRate + (quarter === 40 ? 60 : 0),
    day.heartRate - (quarter === 10 ? 10 : 0),
    day.steps / 96,
    '',
    '',
  ])
  return tableOf([[...times, ...columns], ...rows.map((row) => row.map(String))])
}

function tableOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.join(',')}\r\n`).join('')
}

/** The streams of a kind: of the phone, of a watch, and merged. Nanoseconds are beyond 2⁵³ and written as numbers. */
function dataFiles(folder: string, days: readonly SimulatedDay[]): Record<string, string> {
  const files: Record<string, string> = {}
  for (const [type, merged, valueOf] of [
    ['heart_rate.bpm', 'merge_heart_rate_bpm', ({ heartRate }: SimulatedDay) => heartRate],
    ['weight', 'merge_weight', ({ kilograms }: SimulatedDay) => kilograms],
  ] as const)
    for (const [name, source] of [
      [`raw_com.google.${type}_nokia.Watch`, `raw:com.google.${type}:com.example.watch:Watch:1:sensor`],
      [
        `derived_com.google.${type}_com.google.android.g`,
        `derived:com.google.${type}:com.google.android.gms:${merged}`,
      ],
    ])
      files[`${folder}/${name}.json`] = streamOf(
        source ?? '',
        type,
        days.map((day) => ({ at: `${day.date}T09:00:00Z`, value: valueOf(day) })),
      )
  return files
}

function streamOf(source: string, type: string, points: readonly { at: string; value: number }[]): string {
  const written = points.map(({ at, value }) => {
    const nanoseconds = `${Date.parse(at)}000000`
    return `{"fitValue":[{"value":{"fpVal":${value}}}],"originDataSourceId":"raw:example","startTimeNanos":${nanoseconds},"endTimeNanos":${nanoseconds},"dataTypeName":"com.google.${type}","modifiedTimeMillis":${Date.parse(at)},"rawTimestampNanos":0}`
  })
  return `{"Data Source":"${source}","Data Points":[${written.join(',\n')}]}`
}

/** `2026-11-20T07_00_00+01_00`, as in the name of a session's file. */
function stampOf(instant: string, offset: string): string {
  const [, sign, hours = '', minutes = ''] = /([+-])(\d\d):(\d\d)/.exec(offset) ?? []
  const shift = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
  const local = new Date(Date.parse(instant) + shift).toISOString().slice(0, 19)
  return `${local}${offset}`.replaceAll(':', '_')
}

function sessionOf(fitnessActivity: string, startTime: string, endTime: string, steps?: number): string {
  return JSON.stringify({
    fitnessActivity,
    startTime,
    endTime,
    duration: `${(Date.parse(endTime) - Date.parse(startTime)) / 1000}s`,
    segment: [],
    aggregate: steps === undefined ? [] : [{ metricName: 'com.google.step_count.delta', intValue: steps }],
    application: { packageName: 'com.google.android.apps.fitness' },
  })
}
