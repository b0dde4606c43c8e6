import { checkDateRange, ProblemError } from '@tributary/core'
import { addDays, type DateRange, isLocalDate, utcDate } from '@tributary/integration-kit/dates'
import {
  type IntegrationDefinition,
  latestDate,
  syncWindow,
  windowDaysOf,
} from '@tributary/integration-kit/host'
import { integrationErrors } from '../integration-errors.ts'

/** Ten years, both ends included. One job reads so much at most: what goes further back is asked for in parts. */
export const MAX_SYNC_DAYS = 3_653

/** What was asked for. `YYYY-MM-DD`. */
interface AskedWindow {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/**
 * The local dates of a sync that a person asks for, both inclusive; without any, those of a scheduled sync. Throws
 * `KERNEL_BAD_RANGE` for an end before the start, and `INTEGRATION_BAD_OPTION` for dates that do not exist, a start in the future and more
 * than `MAX_SYNC_DAYS`.
 *
 * An end in the future, like that of the current month, comes down to the latest date, because no provider has anything from there.
 */
export function askedWindow(
  asked: AskedWindow,
  definition: Pick<IntegrationDefinition, 'schedule'>,
  now: Date,
): DateRange {
  if (asked.from === undefined && asked.to === undefined) return syncWindow(definition, now)
  const last = latestDate(now)
  const { to: askedEnd = last } = asked
  if (!isLocalDate(askedEnd)) throw badWindow(`${askedEnd} is not a valid date.`)
  const endDate = askedEnd < last ? askedEnd : last
  const { from: startDate = addDays(endDate, 1 - windowDaysOf(definition)) } = asked
  if (!isLocalDate(startDate)) throw badWindow(`${startDate} is not a valid date.`)
  if (startDate > last)
    throw badWindow(`The start ${startDate} is in the future. Choose a date up to today, ${utcDate(now)}.`)
  checkDateRange({ from: startDate, to: endDate })
  if (addDays(startDate, MAX_SYNC_DAYS) <= endDate)
    throw badWindow(
      `From ${startDate} to ${endDate} is more than ten years (${MAX_SYNC_DAYS} days). Request it in parts: from ${startDate} to ${addDays(startDate, MAX_SYNC_DAYS - 1)} first.`,
    )
  return { startDate, endDate }
}

function badWindow(detail: string): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_BAD_OPTION, { detail })
}
