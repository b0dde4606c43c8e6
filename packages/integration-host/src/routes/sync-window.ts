import { ProblemError } from '@tributary/core'
import type { DateRange } from '@tributary/integration-kit'
import { isLocalDate } from '@tributary/integration-kit/dates'
import { integrationErrors } from '../integration-errors.ts'
import { addDays } from './calendar.ts'

/** Ten years, both ends included. One job reads so much at most: what goes further back is asked for in parts. */
export const MAX_SYNC_DAYS = 3_653

/** What was asked for. `YYYY-MM-DD`. */
interface AskedWindow {
  readonly startDate?: string | undefined
  readonly endDate?: string | undefined
}

/**
 * The local dates of a sync that somebody asks for, both inclusive; by default the last `days`. Throws
 * `INTEGRATION_BAD_OPTION` for days that do not exist, a start in the future, an end before the start, and more than
 * `MAX_SYNC_DAYS`.
 *
 * `today` is UTC's. Where the person is is not known: it may be tomorrow there already, so that is not the future yet. An
 * end beyond it, like that of the current month, comes down to it, because no provider has anything from there.
 */
export function syncWindow(
  asked: AskedWindow,
  { today, days }: { readonly today: string; readonly days: number },
): DateRange {
  const last = addDays(today, 1)
  const askedEnd = asked.endDate ?? laterOf(today, asked.startDate ?? today)
  if (!isLocalDate(askedEnd)) throw badWindow(`There is no day ${askedEnd}.`)
  const endDate = askedEnd < last ? askedEnd : last
  const startDate = asked.startDate ?? addDays(endDate, 1 - days)
  if (!isLocalDate(startDate)) throw badWindow(`There is no day ${startDate}.`)
  if (startDate > last)
    throw badWindow(`The start ${startDate} lies in the future. Choose one up to today, ${today}.`)
  if (startDate > endDate) throw badWindow(`The start ${startDate} lies after the end ${endDate}.`)
  if (addDays(startDate, MAX_SYNC_DAYS) <= endDate)
    throw badWindow(
      `From ${startDate} to ${endDate} is more than ten years (${MAX_SYNC_DAYS} days). Ask for it in parts: from ${startDate} to ${addDays(startDate, MAX_SYNC_DAYS - 1)} first.`,
    )
  return { startDate, endDate }
}

/** Dates of this form sort as text. */
function laterOf(one: string, other: string): string {
  return one < other ? other : one
}

function badWindow(detail: string): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_BAD_OPTION, { detail })
}
