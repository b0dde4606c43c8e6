import type { EventRecord, MeasurementRecord } from '@tributary/integration-kit'
import { localTimeAt, readInstant } from '@tributary/integration-kit/dates'
import { dateOfFile, type MixedEntry, shortId } from '@tributary/integration-kit/files'
import { defined, listOf, membersOf, numberOf, textOf } from '@tributary/integration-kit/values'
import { PASSIVE, TOTALS } from './sessions-table.ts'

type Values = Readonly<Record<string, unknown>>

/** The steps of a row of the table of a day, whose time has an offset and no date. */
export function quarterRecord({ value, file = '' }: MixedEntry): MeasurementRecord | undefined {
  const steps = numberOf(value['steps']) ?? 0
  const time = Object.values(value)
    .map(String)
    .find((cell) => /^\d\d:\d\d:\d\d\D/.test(cell))
  const start = readInstant(`${dateOfFile(file)}T${time}`)
  return steps > 0 && start !== undefined
    ? measurement(['quarterHourSteps', 'steps'], start, steps)
    : undefined
}

const LATEST = Date.parse('2100-01-01T00:00:00Z')

/** A point of a stream. Its nanoseconds are beyond 2⁵³, as numbers or texts, and its end may be before its start. */
export function pointRecord(metric: readonly [string, string], point: Values): MeasurementRecord | string {
  const time = Math.round((numberOf(point['startTimeNanos']) ?? 0) / 1_000_000)
  const { fpVal, intVal } = membersOf(membersOf(listOf(point['fitValue'])[0])['value'])
  const value = numberOf(fpVal) ?? numberOf(intVal) ?? 0
  if (!(time > 0 && time < LATEST)) return 'It has no possible time.'
  return value > 0 ? measurement(metric, time, value) : 'It has no possible value.'
}

function measurement(
  [metric, unit]: readonly [string, string],
  time: number,
  value: number,
): MeasurementRecord {
  const measuredAt = new Date(time).toISOString()
  return { externalId: `${metric} ${measuredAt}`, metric, measuredAt, value, unit }
}

/** The UTC offset of the person in the name that Google gives the file: `2019-05-14T10_05_00.123+03_00_SLEEP.json`. */
const OFFSET = /^\d{4}-\d\d-\d\dT\d\d_\d\d_\d\d(?:\.\d+)?(Z|[+-]\d\d_\d\d)_/

/** A session; `undefined` for what is no activity. A night counts for the morning. */
export function sessionRecord(
  { value: raw, file = '' }: MixedEntry,
  localDate: (instant: string) => string,
): EventRecord | string | undefined {
  const [start, end] = [readInstant(raw['startTime']), readInstant(raw['endTime'])]
  const activity = textOf(raw['fitnessActivity'])
  if (activity === undefined || start === undefined || end === undefined) return 'It has no activity or time.'
  if (end < start) return 'It ends before it begins.'
  if (PASSIVE.includes(activity)) return undefined
  const type = activity.startsWith('sleep') ? 'sleep' : 'workout'
  const [startedAt, endedAt] = [new Date(start).toISOString(), new Date(end).toISOString()]
  const counted = type === 'sleep' ? endedAt : startedAt
  const date = localTimeAt(counted, OFFSET.exec(file)?.[1]?.replace('_', ':'))?.date ?? localDate(counted)
  const externalId = shortId(`${activity}|${startedAt}|${endedAt}`)
  const label = `${activity.charAt(0).toUpperCase()}${activity.slice(1)}`.replace(/[._]/g, ' ')
  const title = textOf(raw['name']) ?? label
  return { externalId, type, title, startedAt, endedAt, date, values: valuesOf(raw, activity), raw }
}

function valuesOf(raw: Values, activity: string) {
  const totals = listOf(raw['aggregate']).flatMap((each) => {
    const { metricName, intValue, floatValue } = membersOf(each)
    const total = TOTALS.find(({ name }) => name === metricName)
    const value = numberOf(intValue) ?? numberOf(floatValue)
    return total && value !== undefined ? [[total.field, value / total.unit] as const] : []
  })
  const seconds = numberOf(textOf(raw['duration'])?.replace(/s$/, ''))
  const app = textOf(membersOf(raw['application'])['packageName'])
  return defined({ ...Object.fromEntries(totals), minutes: seconds && seconds / 60, activity, app })
}
