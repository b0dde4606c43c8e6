import type { MetricsMetricSeries } from '@tributary/client'

export type MetricValue = number | string | boolean

/** Values as places on an axis, and back as text. */
export interface PlottedValues {
  readonly values: readonly (number | null)[]
  /** What a place is called, if it is no plain number. */
  readonly textOf?: (place: number) => string
}

const DAY = 24 * 60
const NOON = 12 * 60

/** Times of day as minutes; texts as the number of the text. */
export function plottedValues(
  values: readonly (MetricValue | null)[],
  type: MetricsMetricSeries['type'],
): PlottedValues {
  if (type === 'time') return plottedTimes(values)
  if (type === 'text') return plottedTexts(values)
  return { values: values.map((value) => (value === null ? null : Number(value))) }
}

/** Times around midnight are near each other: then the axis runs from noon to noon. */
function plottedTimes(values: readonly (MetricValue | null)[]): PlottedValues {
  const minutes = values.map((value) => (typeof value === 'string' ? minutesOf(value) : null))
  const known = minutes.filter((value) => value !== null)
  const wraps = spread(known.map((value) => fromNoon(value))) < spread(known)
  return {
    values: wraps ? minutes.map((value) => (value === null ? null : fromNoon(value))) : minutes,
    textOf: timeOf,
  }
}

function plottedTexts(values: readonly (MetricValue | null)[]): PlottedValues {
  const texts = [...new Set(values.filter((value) => value !== null).map(String))]
  return {
    values: values.map((value) => (value === null ? null : texts.indexOf(String(value)))),
    textOf: (place) => texts[place] ?? '',
  }
}

function fromNoon(minutes: number): number {
  return minutes < NOON ? minutes + DAY : minutes
}

function spread(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values)
}

function minutesOf(time: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(time) ?? []
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes)
}

/** `HH:MM` of minutes, also of those beyond a day. */
function timeOf(minutes: number): string {
  const rounded = ((Math.round(minutes) % DAY) + DAY) % DAY
  return `${String(Math.floor(rounded / 60)).padStart(2, '0')}:${String(rounded % 60).padStart(2, '0')}`
}
