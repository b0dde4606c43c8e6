import {
  type DateRange,
  isIntegrationError,
  type JsonValue,
  type ProviderHttp,
} from '@tributary/integration-kit'
import { dailyRollUp, type RollUpPoint } from './api.ts'
import { daysIn } from './calendar.ts'
import { ROLL_UP_DAYS } from './data-types.ts'
import { membersOf } from './window-progress.ts'
import { dateOf } from './wire.ts'

/** Also how many days are remembered: as many as one roll-up tells of. */
const MAX_DAYS = ROLL_UP_DAYS['heart-rate']

/**
 * What tells whether something has been added to a day of heart rates: their average, least and most. An hourly sync would
 * else read a quarter of a million measurements of a week again to find that all but a few are known.
 *
 * `undefined` for a range that one roll-up does not take: that is a back-fill, which has read none of it yet. And where
 * Google does not sum up: then everything is read.
 */
export async function readFingerprints(
  http: ProviderHttp,
  range: DateRange,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (daysIn(range) > MAX_DAYS) return undefined
  const points = await roll(http, range)
  if (points === undefined) return undefined
  return new Map(
    points.flatMap(({ civilStartTime, heartRate }) => {
      const date = dateOf(civilStartTime?.date)
      if (date === undefined || heartRate === undefined) return []
      const { beatsPerMinuteAvg, beatsPerMinuteMin, beatsPerMinuteMax } = heartRate
      return [[date, [beatsPerMinuteAvg, beatsPerMinuteMin, beatsPerMinuteMax].join(' ')]]
    }),
  )
}

async function roll(http: ProviderHttp, range: DateRange): Promise<readonly RollUpPoint[] | undefined> {
  try {
    return (await dailyRollUp(http, 'heart-rate', range)).points
  } catch (error) {
    // Refused for good; in trouble, the measurements would come out as badly.
    if (isIntegrationError(error) && error.code === 'invalid_data') return undefined
    throw error
  }
}

/** The fingerprint a day had when all of it was read. */
export function knownFingerprint(cursor: JsonValue | undefined, date: string): string | undefined {
  const known = membersOf(membersOf(cursor)['days'])[date]
  return typeof known === 'string' ? known : undefined
}

/** The cursor once all of a day has been read. */
export function withFingerprint(
  cursor: JsonValue | undefined,
  date: string,
  fingerprint: string | undefined,
): JsonValue | undefined {
  if (fingerprint === undefined) return cursor
  const days = { ...membersOf(membersOf(cursor)['days']), [date]: fingerprint }
  const newest = Object.entries(days)
    .toSorted(([one], [other]) => (one < other ? 1 : -1))
    .slice(0, MAX_DAYS)
  return { ...membersOf(cursor), days: Object.fromEntries(newest) }
}
