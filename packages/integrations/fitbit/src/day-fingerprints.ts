import { isIntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { type DateRange, daysIn } from '@tributary/integration-kit/dates'
import { dailyRollUp } from './api.ts'
import { ROLL_UP_DAYS } from './data-types-table.ts'
import { dateOf } from './wire.ts'

/**
 * The fingerprint of a day of heart rates, which shows whether measurements were added: average, minimum and maximum. Without it, an
 * hourly sync would read a quarter of a million known measurements of a week again.
 *
 * `undefined` for a range that exceeds one roll-up, which is a back-fill that has read none of it yet; and if Google has no roll-up:
 * then everything is read.
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
    // A permanent refusal; after a transient failure, reading the measurements would fail too.
    if (isIntegrationError(error, 'invalid_data')) return undefined
    throw error
  }
}
