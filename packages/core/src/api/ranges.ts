import { Type } from 'typebox'
import { readDateTime } from '../http/date-time.ts'
import { httpErrors } from '../http/http-errors.ts'
import { ProblemError } from '../problem.ts'

/** A range of local dates, as query parameters or in a body: both ends belong to it. */
export const dateRangeParameters = {
  from: Type.Optional(Type.String({ format: 'date', description: 'First local date, inclusive.' })),
  to: Type.Optional(Type.String({ format: 'date', description: 'Last local date, inclusive.' })),
}

/** A range of instants: `fromTime` belongs to it, `toTime` does not, so that ranges that meet share nothing. */
export const timeRangeParameters = {
  fromTime: Type.Optional(
    Type.String({ format: 'date-time', description: 'The earliest instant (RFC 3339), inclusive.' }),
  ),
  toTime: Type.Optional(
    Type.String({ format: 'date-time', description: 'The instant (RFC 3339) before which the range ends.' }),
  ),
}

const DAY_MILLISECONDS = 86_400_000

export interface DateRangeLimits {
  /** How many days a range may have; none where it is absent. */
  readonly maxDays?: number
}

/** Refuses a range of local dates that is reversed or too long. Throws `KERNEL_BAD_RANGE` (400) with both ends. */
export function checkDateRange(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  { maxDays = Number.POSITIVE_INFINITY }: DateRangeLimits = {},
): void {
  if (from === undefined || to === undefined) return
  if (from > to) throw badRange(`\`from\` (${from}) is after \`to\` (${to}): exchange them.`)
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MILLISECONDS + 1
  if (days > maxDays)
    throw badRange(`From ${from} to ${to} are ${days} days; ask for at most ${maxDays} at a time.`)
}

/** Refuses a range of instants that is reversed or empty. Throws `KERNEL_BAD_RANGE` (400) with both ends. */
export function checkTimeRange({
  fromTime,
  toTime,
}: {
  readonly fromTime?: string | undefined
  readonly toTime?: string | undefined
}): void {
  if (fromTime === undefined || toTime === undefined || instantOf(fromTime) < instantOf(toTime)) return
  throw badRange(
    `\`fromTime\` (${fromTime}) is not before \`toTime\` (${toTime}): send an earlier start or a later end.`,
  )
}

/** The schema has checked that it is a date-time, which may be a leap second: `Date.parse` knows none. */
function instantOf(text: string): number {
  return readDateTime(text)?.getTime() ?? Number.NaN
}

function badRange(detail: string): ProblemError {
  return new ProblemError(httpErrors.KERNEL_BAD_RANGE, { detail })
}
