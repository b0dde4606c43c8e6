import { addDays, isLocalDate, utcDate } from '@tributary/integration-kit/dates'
import {
  type Place,
  readPageToken,
  type SimulatorReply,
  type SimulatorRequest,
  writePageToken,
} from '@tributary/provider-simulator'
import { problem } from './problem.ts'
import { type Collection, type Ring, type RingDocument, spanOf } from './ring.ts'

/**
 * The meaning of `start_date` and `end_date`, which reports describe differently. `by-day`: from the first date on, without sleeps and
 * workouts of the last date. `exclusive`: without documents of both dates. `by-beginning`: from midnight to midnight by start, so that a
 * night belongs to the evening.
 */
export type DateFilter = 'by-day' | 'exclusive' | 'by-beginning'

export interface Listing {
  readonly collection: Collection
  readonly ring: Ring
  readonly pageSize: number
  readonly dateFilter: DateFilter
}

/** `GET /v2/usercollection/<collection>`: earliest first. */
export function listDocuments(
  { collection, ring, pageSize, dateFilter }: Listing,
  request: SimulatorRequest,
): SimulatorReply {
  const { query, now } = request
  const endDate = query.get('end_date') ?? utcDate(now)
  const startDate = query.get('start_date') ?? addDays(endDate, -1)
  for (const date of [startDate, endDate])
    if (!isLocalDate(date)) return problem(422, `Invalid date: ${date}`)
  if (startDate > endDate) return problem(422, 'Start date is greater than end date.')
  const asked = `${collection} ${request.account.id} ${startDate} ${endDate}`
  const place = readPageToken(query.get('next_token'), asked)
  if (place === undefined) return problem(400, 'Invalid next_token.')
  const isAsked = filterOf(collection, { dateFilter, startDate, endDate })
  const found = ring
    .documents(collection)
    .filter((document) => isAsked(document) && Date.parse(spanOf(document).ends) <= now)
  return pageOf(found, { place, asked, pageSize, request })
}

function filterOf(
  collection: Collection,
  dates: { readonly dateFilter: DateFilter; readonly startDate: string; readonly endDate: string },
): (document: RingDocument) => boolean {
  const { dateFilter, startDate, endDate } = dates
  if (dateFilter === 'exclusive') return ({ day }) => startDate < day && day < endDate
  if (dateFilter === 'by-beginning')
    return (document) => {
      const date = spanOf(document).begins.slice(0, 10)
      return startDate <= date && date < endDate
    }
  const isDaily = collection.startsWith('daily_')
  return ({ day }) => startDate <= day && (isDaily ? day <= endDate : day < endDate)
}

function pageOf(
  found: readonly RingDocument[],
  page: {
    readonly place: Place
    readonly asked: string
    readonly pageSize: number
    readonly request: SimulatorRequest
  },
): SimulatorReply {
  const { place, asked, pageSize, request } = page
  const { offset, detours } = place
  if (request.dataFaults.has('empty-page'))
    return { body: { data: [], next_token: writePageToken({ offset, detours: detours + 1 }, asked) } }
  const data = found.slice(offset, offset + pageSize)
  const next = offset + pageSize
  return {
    body: {
      data: request.dataFaults.has('duplicates') ? data.flatMap((each) => [each, each]) : data,
      next_token: next < found.length ? writePageToken({ offset: next, detours: 0 }, asked) : null,
    },
  }
}
