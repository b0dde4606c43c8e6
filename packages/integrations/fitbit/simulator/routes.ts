import type { SimulatorReply, SimulatorRequest, SimulatorRoute } from '@tributary/provider-simulator'
import type { Answers } from './answers.ts'
import { dailyRollUp } from './daily-roll-up.ts'
import { POINTS } from './data-points.ts'
import { DATA_TYPES, type DataTypeRules, SETTINGS } from './data-types.ts'
import { datesOf, keeps, readFilter } from './filter.ts'
import { BadRequest, googleError } from './google-error.ts'
import { emptyPage, readPageToken, writePageToken } from './page-token.ts'
import { named, type PointsContext, type SimulatedPoint } from './point.ts'
import type { Tracker } from './tracker.ts'
import { type Writing, writerOf } from './writing.ts'
import { offsetAt } from './zone.ts'

export const BASE = 'https://health.googleapis.com/v4'

export interface RoutesOptions {
  readonly trackerOf: (accountId: string) => Tracker
  readonly writing: () => Writing
  readonly heartRateSeconds: number
  readonly answers: Answers
}

/** Pure handlers: the response depends only on the request, the account and the clock. */
export function healthRoutes(options: RoutesOptions): readonly SimulatorRoute[] {
  return [
    {
      url: `${BASE}/users/me/identity`,
      handle: ({ account }) => ({
        body: {
          name: 'users/me/identity',
          healthUserId: account.id,
          legacyUserId: account.id.toUpperCase().slice(0, 6),
        },
      }),
    },
    {
      url: `${BASE}/users/me/settings`,
      scopes: [SETTINGS],
      handle: ({ account, now }) => {
        const refusal = options.answers.refusalOf('settings')
        if (refusal !== undefined) return refusal
        const { timeZone } = options.trackerOf(account.id).person
        return {
          body: {
            name: 'users/me/settings',
            timeZone,
            utcOffset: `${offsetAt(now, timeZone)}s`,
            distanceUnit: 'METRIC',
            weightUnit: 'KILOGRAMS',
          },
        }
      },
    },
    ...Object.entries(DATA_TYPES).flatMap(([type, rules]) => typeRoutes(type, rules, options)),
    ...['', ':reconcile', ':dailyRollUp'].map((verb) => ({
      method: verb === ':dailyRollUp' ? ('POST' as const) : ('GET' as const),
      url: `${BASE}/users/me/dataTypes/:type/dataPoints${verb}`,
      handle: ({ params }: SimulatorRequest) =>
        googleError(400, `Unknown or unsupported data type: ${params['type'] ?? ''}.`),
    })),
  ]
}

function typeRoutes(type: string, rules: DataTypeRules, options: RoutesOptions): readonly SimulatorRoute[] {
  const url = `${BASE}/users/me/dataTypes/${type}/dataPoints`
  const scopes = [rules.scope]
  const contextOf = ({ account }: SimulatorRequest) => {
    const tracker = options.trackerOf(account.id)
    const write = writerOf(options.writing(), tracker.person.timeZone)
    return { tracker, person: tracker.person, write, heartRateSeconds: options.heartRateSeconds }
  }
  const list = (merged: boolean) => (request: SimulatorRequest) =>
    answering(() => {
      const refusal = options.answers.refusalOf(type)
      if (refusal !== undefined) return refusal
      const dataPoints = options.answers.listed(type, request, rules.kind)
      if (dataPoints !== undefined) return { body: { dataPoints } }
      return listPoints({ type, rules, merged }, request, contextOf(request))
    })
  return [
    { url, scopes, handle: list(false) },
    { url: `${url}:reconcile`, scopes, handle: list(true) },
    {
      method: 'POST',
      url: `${url}:dailyRollUp`,
      scopes,
      handle: (request) =>
        answering(
          () =>
            options.answers.refusalOf(type) ??
            dailyRollUp(type, rules, { request, answers: options.answers, ...contextOf(request) }),
        ),
    },
  ]
}

function answering(answer: () => SimulatorReply): SimulatorReply {
  try {
    return answer()
  } catch (error) {
    if (error instanceof BadRequest) return error.reply
    throw error
  }
}

interface Listed {
  readonly type: string
  readonly rules: DataTypeRules
  readonly merged: boolean
}

function listPoints(
  { type, rules, merged }: Listed,
  { query, now, account, dataFaults }: SimulatorRequest,
  context: PointsContext & { readonly tracker: Tracker },
): SimulatorReply {
  if (!rules.isListed) {
    throw new BadRequest(
      `List is not supported for data type ${type}, but the following actions are supported: rollup, dailyRollup`,
    )
  }
  const family = query.get('dataSourceFamily')
  if (family !== null && type === 'sleep' && !merged)
    throw new BadRequest('Filtering by data source family is not supported for sleep.')
  const filter = readFilter(query.get('filter'), type, rules.kind)
  const pageSize = readPageSize(query.get('pageSize'), rules)
  const request = [account.id, type, merged, query.get('filter'), query.get('pageSize'), family]
  const place = readPageToken(query.get('pageToken') ?? undefined, request)
  if (dataFaults.has('empty-page')) return emptyPage(place, request)
  const { offset } = place
  const { startDate, endDate } = datesOf(filter)
  const found: SimulatedPoint[] = []
  let index = 0
  for (const known of context.tracker.daysAt(now, startDate, endDate)) {
    for (const each of POINTS[type]?.(known, context) ?? []) {
      if (!keeps(filter, each.moment) || (merged && each.isDuplicate === true)) continue
      if (index >= offset) found.push(each)
      index += 1
      // One more than requested shows whether there is a next page.
      if (found.length > pageSize) break
    }
    if (found.length > pageSize) break
  }
  const items = found.slice(0, pageSize).map((each) => named(type, each, merged))
  const hasMore = found.length > pageSize
  const dataPoints = dataFaults.has('duplicates') ? [...items, ...items.slice(-1)] : items
  return {
    body: {
      ...(dataPoints.length > 0 && { dataPoints }),
      // The last page has an empty token, or no token.
      ...(hasMore
        ? { nextPageToken: writePageToken({ offset: offset + pageSize, detours: 0 }, request) }
        : !merged && { nextPageToken: '' }),
    },
  }
}

/** Larger values are reduced to the maximum. */
function readPageSize(text: string | null, { defaultPageSize, maxPageSize }: DataTypeRules): number {
  if (text === null) return defaultPageSize
  const size = Number(text)
  if (!Number.isInteger(size) || size < 0) throw new BadRequest(`Invalid page size: ${text}.`)
  return Math.min(maxPageSize, size === 0 ? defaultPageSize : size)
}
