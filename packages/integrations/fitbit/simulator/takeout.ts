import { strToU8, zipSync } from 'fflate'
import { type Person, type SimulatedDay, simulatedDay } from './person.ts'
import type { SimulatedSleep } from './sleep.ts'
import { TakeoutRows } from './takeout-rows.ts'
import { addDays, instantOf, offsetAt } from './zone.ts'

export interface TakeoutOptions {
  readonly person: Person
  /** The first and the last date, `YYYY-MM-DD`. The last one is over at noon. */
  readonly from: string
  readonly to: string
  /** The name of the folder: until spring 2026 `Fitbit`. Default: `Google Health`. */
  readonly folder?: 'Fitbit' | 'Google Health'
  /** Which of the two formats: an account of long ago has JSON alone. Default: both. */
  readonly formats?: readonly ('json' | 'csv')[]
}

/** The files of a Takeout by their names. The person has the same days as in the API. */
export function takeoutFiles({
  person,
  from,
  to,
  folder = 'Google Health',
  formats = ['json', 'csv'],
}: TakeoutOptions): Readonly<Record<string, string>> {
  const rows = new TakeoutRows(`Takeout/${folder}`)
  for (let date = from; date <= to; date = addDays(date, 1)) {
    const day = simulatedDay(person, date)
    if (day === undefined) continue
    for (const [hour, share] of hoursOf(date === to)) addHour(rows, { day, person, hour, share })
    addDaily(rows, day)
    for (const { minutes, grams } of day.weighings)
      addWeight(rows, { date, minutes, grams, at: instantOf(date, minutes, person.timeZone) })
    for (const sleep of day.sleeps) addSleep(rows, sleep, person)
  }
  addPadding(rows, to)
  addOthers(rows)
  return rows.files((name) => formats.includes(name.endsWith('.json') ? 'json' : 'csv'))
}

/** A Takeout as the ZIP file that Google delivers. */
export function takeoutZip(options: TakeoutOptions): Uint8Array {
  return zipOf(takeoutFiles(options))
}

/** A ZIP file of these contents, by their names with folders. */
export function zipOf(contents: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(contents).map(([name, text]) => [name, strToU8(text)] as const)),
  )
}

/** Local hours with their share of a day; of a day that is not over the first half. */
function hoursOf(isPartial: boolean): readonly (readonly [number, number])[] {
  const hours = [0, 3, 8, 11, 14, 17, 20, 23]
  return (isPartial ? hours.slice(0, 4) : hours).map((hour) => [hour, 1 / hours.length] as const)
}

interface Hour {
  readonly day: SimulatedDay
  readonly person: Person
  readonly hour: number
  readonly share: number
}

const ACTIVITY = 'Physical Activity_GoogleData'

function addHour(rows: TakeoutRows, { day, person, hour, share }: Hour): void {
  const at = instantOf(day.date, hour * 60, person.timeZone)
  // The rest of a division is in the first hour.
  const steps = Math.floor(day.steps * share) + (hour === 0 ? day.steps - 8 * Math.floor(day.steps / 8) : 0)
  const local = `${day.date}T${String(hour).padStart(2, '0')}:00:00`
  rows.list('steps', at, { dateTime: american(at), value: String(steps) })
  rows.list('distance', at, { dateTime: american(at), value: String((day.millimeters * share) / 10) })
  rows.list('calories', Date.parse(`${local}Z`), {
    dateTime: american(Date.parse(`${local}Z`)),
    value: String(day.kilocalories * share),
  })
  // The phone in the pocket counts most of it again.
  for (const [source, part] of [
    ['Google Fitbit Air', 1],
    ['MobileTrack', 0.6],
  ] as const) {
    const cell = (value: number) => [stamp(at), String(value * part), source]
    rows.table(`${ACTIVITY}/Steps/steps`, 'timestamp,steps,data source', cell(steps), at)
    rows.table(
      `${ACTIVITY}/Distance/distance`,
      'timestamp,distance,data source',
      cell((day.millimeters * share) / 1000),
      at,
    )
  }
  rows.table(
    `${ACTIVITY}/Calories/calories`,
    'timestamp,calories,data source',
    [stamp(at), String(day.kilocalories * share), 'Google Health App'],
    at,
  )
  if (hour === 8) addZones(rows, day, at)
}

function addZones(rows: TakeoutRows, { zoneMinutes, date }: SimulatedDay, at: number): void {
  const zones = Object.entries({
    FAT_BURN: zoneMinutes.fatBurn,
    CARDIO: zoneMinutes.cardio,
    PEAK: zoneMinutes.peak,
  }).filter(([, minutes]) => minutes > 0)
  for (const [zone, minutes] of zones) {
    rows.table(
      `${ACTIVITY}/Active Zone Minutes/active_zone_minutes`,
      'timestamp,heart rate zone,total minutes,data source',
      [stamp(at), zone, String(minutes), 'Google Fitbit Air'],
      at,
    )
    rows.file(
      `Active Zone Minutes (AZM)/Active Zone Minutes - ${date.slice(0, 7)}-01.csv`,
      'date_time,heart_zone_id,total_minutes',
      [`${date}T08:00`, zone, String(minutes)],
    )
  }
}

/** Midnight in UTC means the local date. */
function addDaily(rows: TakeoutRows, day: SimulatedDay): void {
  const time = `${day.date}T00:00:00Z`
  const daily = (name: string, header: string, ...cells: readonly (number | undefined)[]) =>
    cells[0] === undefined
      ? undefined
      : rows.file(`${ACTIVITY}/${name}.csv`, `timestamp,${header},data source`, [
          time,
          ...cells.map(String),
          'Google Health App',
        ])
  daily('daily_resting_heart_rate', 'beats per minute', day.restingHeartRate)
  daily(
    'daily_heart_rate_variability',
    'average heart rate variability milliseconds,non rem heart rate beats per minute,entropy,deep sleep root mean square of successive differences milliseconds',
    day.heartRateVariability,
    58,
    2.9,
    day.deepSleepVariability,
  )
  daily(
    'daily_oxygen_saturation',
    'average percentage,lower bound percentage,upper bound percentage',
    day.oxygenSaturation,
    93,
    99,
  )
  daily('daily_respiratory_rate', 'breaths per minute', day.breathsPerMinute)
  const american = `${day.date.slice(5, 7)}/${day.date.slice(8)}/${day.date.slice(2, 4)}`
  rows.list('resting_heart_rate', Date.parse(`${day.date.slice(0, 4)}-01-01`), {
    dateTime: `${american} 00:00:00`,
    value: { date: american, value: day.restingHeartRate + 0.2, error: 6.5 },
  })
}

/** Fitbit fills the year with days that have no value. */
function addPadding(rows: TakeoutRows, to: string): void {
  const next = addDays(to, 1)
  rows.list('resting_heart_rate', Date.parse(`${to.slice(0, 4)}-01-01`), {
    dateTime: american(Date.parse(next)),
    value: { date: null, value: 0, error: 0 },
  })
}

function addWeight(
  rows: TakeoutRows,
  { date, minutes, grams, at }: { date: string; minutes: number; grams: number; at: number },
): void {
  rows.file(`${ACTIVITY}/Weight/weight.csv`, 'timestamp,weight grams,data source', [
    stamp(at).replace('Z', '.123456Z'),
    String(grams),
    'Google Health App',
  ])
  const [day, time = ''] = american(Date.parse(date) + minutes * 60_000).split(' ')
  const weight = Math.round((grams / 453.592_37) * 10) / 10
  rows.list('weight', Date.parse(date), { logId: at, weight, bmi: 23, date: day, time, source: 'API' })
}

function addSleep(rows: TakeoutRows, sleep: SimulatedSleep, { timeZone }: Person): void {
  const { id, start, end, minutesAsleep, type } = sleep
  const minutes = (end - start) / 60_000
  const offset = (time: number) => {
    const seconds = offsetAt(time, timeZone)
    const clock = new Date(Math.abs(seconds) * 1000).toISOString().slice(11, 16)
    return `${seconds < 0 ? '-' : '+'}${clock}`
  }
  rows.table(
    'Health Fitness Data_GoogleData/UserSleeps',
    'sleep_id,sleep_type,minutes_in_sleep_period,minutes_asleep,minutes_awake,start_utc_offset,sleep_start,end_utc_offset,sleep_end,data_source',
    [
      id,
      type,
      String(minutes),
      String(minutesAsleep),
      String(minutes - minutesAsleep),
      offset(start),
      stamp(start),
      offset(end),
      stamp(end),
      sleep.platform,
    ],
    end,
  )
  // The night that a phone has recorded too is not among Fitbit's own.
  if (sleep.platform !== 'FITBIT') return
  const local = (time: number) => new Date(time + offsetAt(time, timeZone) * 1000).toISOString().slice(0, 23)
  rows.list('sleep', end, {
    logId: Number(id),
    dateOfSleep: local(end).slice(0, 10),
    startTime: local(start),
    endTime: local(end),
    duration: end - start,
    minutesAsleep,
    minutesAwake: minutes - minutesAsleep,
    timeInBed: minutes,
    efficiency: 93,
    type: type.toLowerCase(),
    mainSleep: sleep.isMain,
    levels: { summary: {}, data: [] },
  })
}

/** Of the many others some. */
function addOthers(rows: TakeoutRows): void {
  rows.file('Biometrics/Glucose 202611.csv', 'no data', [])
  rows.file('Sleep Score/sleep_score.csv', 'sleep_log_entry_id,timestamp,overall_score', [
    '1',
    '2026-11-01T06:00:00Z',
    '82',
  ])
  rows.file(
    'Health Fitness Data_GoogleData/UserActivityProbabilities_2026-11-01.csv',
    'timestamp,probabilities',
    ['2026-11-01T06:00:00Z', '0.5'],
  )
}

/** `MM/DD/YY HH:MM:SS` */
function american(time: number): string {
  const [, year, month, day, clock] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(time).toISOString()) ?? []
  return `${month}/${day}/${year} ${clock}`
}

function stamp(time: number): string {
  return new Date(time).toISOString().replace('.000', '')
}
