import { IntegrationError } from '@tributary/integration-kit'
import type { AnalyticsPoint } from '@tributary/integration-kit/providers'

/** The field of each point. */
const FIELD = 'value'

/**
 * A point as a line: its metric as the measurement, its labels as tags, its value as a float, its time in milliseconds. A point with the
 * same measurement, tags and time replaces the one before. https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 *
 * @example
 * lineOf({ metric: 'oura.steps', at: '2026-11-01T00:00:00Z', value: 7, labels: { user: 'ada' } }) // 'oura.steps,user=ada value=7 1793491200000'
 *
 * @throws IntegrationError `invalid_data` for what a line cannot say
 */
export function lineOf({ metric, at, value, labels = {} }: AnalyticsPoint): string {
  const time = Date.parse(at)
  if (Number.isNaN(time)) throw unsayable('a time that is not RFC 3339')
  if (!Number.isFinite(value)) throw unsayable('a value that is not a finite number')
  if (metric === '') throw unsayable('no metric')
  // A name that begins with a hash is a comment, and an underscore is reserved for InfluxDB.
  if (/^[#_]/.test(metric)) throw unsayable('a metric that begins with "#" or "_"')
  const tags = Object.entries(labels)
    // A tag without a value is refused; sorted, since InfluxDB writes sorted ones faster.
    .filter(([, label]) => label !== '')
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, label]) => `,${escapedKey(name)}=${escapedKey(label)}`)
  return `${escapedMeasurement(metric)}${tags.join('')} ${FIELD}=${value} ${time}`
}

function escapedMeasurement(text: string): string {
  return checked(text).replaceAll(/[, ]/g, (character) => `\\${character}`)
}

function escapedKey(text: string): string {
  return checked(text).replaceAll(/[,= ]/g, (character) => `\\${character}`)
}

/** A line break ends a point, and a backslash at the end of a name would escape what follows. Neither can be escaped. */
function checked(text: string): string {
  const isSayable = text.isWellFormed() && !/[\n\r\0]|\\$/.test(text)
  if (!isSayable) throw unsayable('a name with a line break, or that ends with a backslash')
  return text
}

function unsayable(what: string): IntegrationError {
  return new IntegrationError('invalid_data', `InfluxDB cannot store a point with ${what}.`)
}
