import type { RejectedRecord } from '../stream.ts'
import type { DaysRead } from './days-read.ts'

interface Reading<Point> {
  dateOf(point: Point): string | undefined
  /** `undefined` if the point does not have it. */
  valueOf(point: Point): number | undefined
}

/**
 * One value of a field for each date, by points that have one each. Of several values for one date the first is used, that is the newest
 * where a provider sends the newest first, and the others are rejected with the reason: it is unknown which of them is right. A value below
 * zero and a point without a date are rejected, too.
 *
 * @example
 * const { records } = valueOfEachDay('steps', [{ day: '2026-11-09', steps: 7315 }], {
 *   dateOf: ({ day }) => day,
 *   valueOf: ({ steps }) => steps,
 * })
 */
export function valueOfEachDay<Point>(
  field: string,
  points: readonly Point[],
  { dateOf, valueOf }: Reading<Point>,
): Pick<DaysRead, 'records' | 'rejected'> {
  const values = new Map<string, number>()
  const rejected: RejectedRecord[] = []
  for (const point of points) {
    const date = dateOf(point)
    const value = valueOf(point)
    const kept = date === undefined ? undefined : values.get(date)
    if (date === undefined) rejected.push({ reason: `A value of ${field} without a date.`, raw: point })
    else if (value !== undefined && value < 0)
      rejected.push({ reason: `A value of ${field} for ${date} that is below zero.`, raw: point })
    else if (value !== undefined && kept !== undefined && kept !== value) {
      const reason = `A second value of ${field} for ${date}: ${value} beside ${kept}, which is kept.`
      rejected.push({ reason, raw: point })
    } else if (value !== undefined) values.set(date, value)
  }
  return { records: [...values].map(([date, value]) => ({ field, date, value })), rejected }
}
