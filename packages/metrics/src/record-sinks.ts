import { type DailyMetricRecord, isLocalDate, type MeasurementRecord } from '@tributary/integration-kit'
import type { RecordSink } from '@tributary/jobs'
import { deleteCoverageOf, failDates } from './coverage-store.ts'
import { deleteMeasurementsOf } from './measurement-store.ts'
import { prepareDailyMetrics } from './prepare-daily-metrics.ts'
import { prepareMeasurements } from './prepare-measurements.ts'
import { deleteValuesOf } from './value-store.ts'

/** Writes daily values and which dates they cover. What a person entered by hand is nobody's to erase but theirs. */
export const dailyMetricSink: RecordSink<DailyMetricRecord> = {
  kind: 'dailyMetric',
  prepare: prepareDailyMetrics,
  async noteFailure(trx, { userId, integration, stream, window, code, message }) {
    const isRange =
      isLocalDate(window.startDate) && isLocalDate(window.endDate) && window.startDate <= window.endDate
    // The run of a file has no window, and failed on no date in particular.
    if (!isRange) return
    await failDates(trx, { userId, source: integration, stream: stream.id }, { window, code, message })
  },
  async erase(trx, { userId, integration }) {
    await deleteValuesOf(trx, userId, integration)
    await deleteCoverageOf(trx, userId, integration)
  },
}

/** Writes measurements. */
export const measurementSink: RecordSink<MeasurementRecord> = {
  kind: 'measurement',
  prepare: prepareMeasurements,
  erase: (trx, { userId, integration }) => deleteMeasurementsOf(trx, userId, integration),
}
