import type { MeasurementRecord } from '@tributary/integration-kit'
import type { HeartRate } from './api-shapes.ts'

/** The metrics, which are named `example-service.<field>`. A field with the meaning of another integration's takes its name. */
export const FIELDS = { heartRate: { label: 'Heart rate', unit: 'bpm' } } as const

/** The id has to be the same each time the same measurement is delivered. */
export function heartRateRecord({ id, measuredAt, bpm }: HeartRate): MeasurementRecord {
  return { externalId: id, metric: 'heartRate', measuredAt, value: bpm, unit: FIELDS.heartRate.unit }
}
