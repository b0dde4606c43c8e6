import { payloadName } from './data-types.ts'
import type { Moment } from './filter.ts'
import type { Person } from './person.ts'
import type { Writer } from './writing.ts'
import { offsetAt } from './zone.ts'

/** A data point with the time by which it is filtered and sorted. */
export interface SimulatedPoint {
  readonly moment: Moment
  readonly point: Readonly<Record<string, unknown>>
  /** A second source of the same data: listed, but not in the merged stream. */
  readonly isDuplicate?: boolean
}

export interface PointsContext {
  readonly person: Person
  readonly write: Writer
  /** Seconds between two measurements of the heart rate. */
  readonly heartRateSeconds: number
}

export function momentAt(time: number, timeZone: string): Moment {
  const civil = new Date(time + offsetAt(time, timeZone) * 1000).toISOString().slice(0, 19)
  return { physical: time, civil }
}

/** Puts the payload under the type's name; the merged stream has less detail about sources. */
export function named(type: string, { point }: SimulatedPoint, merged: boolean): object {
  const { '*': payload, name, dataSource, ...rest } = point
  if (!merged)
    return { ...(name === undefined ? {} : { name }), dataSource, ...rest, [payloadName(type)]: payload }
  const { device: _, ...source } = dataSource as Record<string, unknown>
  return {
    ...(name === undefined ? {} : { dataPointName: name }),
    dataSource: source,
    [payloadName(type)]: payload,
  }
}
