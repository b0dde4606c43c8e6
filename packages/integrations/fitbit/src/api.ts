import { IntegrationError, isIntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { addDays, type DateRange, daysIn } from '@tributary/integration-kit/dates'
import { nextPageToken } from '@tributary/integration-kit/google'
import { type CheckedItems, checkItems } from '@tributary/integration-kit/values'
import type { Static } from 'typebox'
import { DataPoint, DataPoints, Identity, RollUpPoint, RollUpPoints, Settings } from './api-shapes.ts'
import { DATA_TYPE_SCOPES, type DataType, ROLL_UP_DAYS, type RollUpType } from './data-types-table.ts'
import { civilOf } from './wire.ts'

/** https://developers.google.com/health/reference/rest/v4/users/getIdentity */
export function getIdentity(http: ProviderHttp): Promise<Static<typeof Identity>> {
  return http.get('/users/me/identity', { schema: Identity })
}

/** https://developers.google.com/health/reference/rest/v4/users/getSettings */
export function getSettings(http: ProviderHttp): Promise<Static<typeof Settings>> {
  return http.get('/users/me/settings', { schema: Settings })
}

export interface Filtered {
  readonly type: DataType
  /** AIP-160, in snake case: `daily_vo2_max.date >= "2026-11-01"`. */
  readonly filter: string
  /** Default 1440, at most 10,000; for sleep at most 25. */
  readonly pageSize?: number
}

/**
 * Data points merged across a person's devices and apps, as in the Fitbit app, newest first. Each yield is one response; an empty
 * one may be followed by others.
 */
export function reconciledPoints(http: ProviderHttp, request: Filtered) {
  return points(http, `${collection(request.type)}:reconcile`, request)
}

/** Data points of each source, newest first: a phone and a watch count the same step twice. */
export function listedPoints(http: ProviderHttp, request: Filtered) {
  return points(http, collection(request.type), request)
}

async function* points(
  http: ProviderHttp,
  path: string,
  { type, filter, pageSize }: Filtered,
): AsyncGenerator<CheckedItems<DataPoint>> {
  try {
    const query = { filter, pageSize }
    const pages = http.pages(path, { schema: DataPoints, query, next: nextPageToken('query') })
    for await (const { dataPoints } of pages)
      yield checkItems(DataPoint, dataPoints ?? [], `A point of ${type}`)
  } catch (error) {
    throw namingScopes(error, type)
  }
}

/**
 * One point for each day that has data, newest first; other days are omitted. The range must not be longer than `ROLL_UP_DAYS` of
 * the type.
 *
 * https://developers.google.com/health/reference/rest/v4/users.dataTypes.dataPoints/dailyRollUp
 */
export async function dailyRollUp(
  http: ProviderHttp,
  type: RollUpType,
  range: DateRange,
): Promise<CheckedItems<RollUpPoint>> {
  const days = daysIn(range)
  if (days > ROLL_UP_DAYS[type]) throw new RangeError(`${days} days of ${type} in one roll-up`)
  const json = {
    range: { start: civilOf(range.startDate), end: civilOf(addDays(range.endDate, 1)) },
    windowSizeDays: 1,
    // Google also multiplies this with the window's size and compares the product with the limit: the default of 90 is refused for
    // types of 14 days.
    pageSize: days,
  }
  const found: unknown[] = []
  try {
    const path = `${collection(type)}:dailyRollUp`
    const pages = http.pages(path, { schema: RollUpPoints, json, next: nextPageToken('json') })
    for await (const { rollupDataPoints } of pages) found.push(...(rollupDataPoints ?? []))
  } catch (error) {
    throw namingScopes(error, type)
  }
  return checkItems(RollUpPoint, found, `A point of ${type}`)
}

function collection(type: DataType): string {
  return `/users/me/dataTypes/${type}/dataPoints`
}

/** Google reports that a scope is missing, but not which. */
function namingScopes(error: unknown, type: DataType): unknown {
  if (!isIntegrationError(error, 'permission_denied') || error.missingScopes.length > 0) return error
  const missingScopes = DATA_TYPE_SCOPES[type]
  return new IntegrationError('permission_denied', error.message, { missingScopes, cause: error })
}
