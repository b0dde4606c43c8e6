import { isIntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { type DateRange, daysIn } from '@tributary/integration-kit/dates'
import { dailyRollUp } from './api.ts'
import { ROLL_UP_DAYS } from './data-types-table.ts'
import { dateOf } from './wire.ts'

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
  if (daysIn(range) > ROLL_UP_DAYS['heart-rate']) return undefined
  const fingerprints = new Map<string, string>()
  try {
    for (const { civilStartTime, heartRate } of (await dailyRollUp(http, 'heart-rate', range)).items) {
      const date = dateOf(civilStartTime?.date)
      if (date === undefined || heartRate === undefined) continue
      const { beatsPerMinuteAvg, beatsPerMinuteMin, beatsPerMinuteMax } = heartRate
      fingerprints.set(date, [beatsPerMinuteAvg, beatsPerMinuteMin, beatsPerMinuteMax].join(' '))
    }
    return fingerprints
  } catch (error) {
    // Refused for good; in trouble, the measurements would come out as badly.
    if (isIntegrationError(error, 'invalid_data')) return undefined
    throw error
  }
}
