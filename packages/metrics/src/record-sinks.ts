import { type DailyMetricRecord, type MeasurementRecord } from '@tributary/integration-kit'
import { isLocalDate } from '@tributary/integration-kit/dates'
import type { RecordSink } from '@tributary/jobs'
import type { Transaction } from 'kysely'
import { type DatesFailure, deleteCoverageOf, failDates, isCovering, listGapsOf } from './coverage-store.ts'
import { deleteMeasurementsOf } from './measurement-store.ts'
import { prepareDailyMetrics } from './prepare-daily-metrics.ts'
import { prepareMeasurements } from './prepare-measurements.ts'
import type { MetricsTables } from './tables.ts'
import { deleteValuesOf } from './value-store.ts'

type Trx = Transaction<MetricsTables>

/** The account of dates, which streams of both kinds have. */
const coverage: Pick<RecordSink, 'noteFailure' | 'noteUndelivered' | 'listGaps' | 'forget'> = {
  async noteFailure(trx: Trx, { userId, integration, stream, window, kind, code, message }) {
    // The run of a file has no window, and failed on no date in particular.
    if (!isRange(window)) return
    const failure = { window, code, message, isAttempt: kind === 'backfill' }
    await failDates(trx, { userId, source: integration, stream: stream.id }, failure)
  },
  async noteUndelivered(trx: Trx, { userId, integration, stream, window }) {
    const whose = { userId, source: integration, stream: stream.id }
    if (isRange(window) && (await isCovering(trx, whose))) await failDates(trx, whose, notDelivered(window))
  },
  listGaps: (trx: Trx, { userId, integration, streams, range }) =>
    listGapsOf(trx, { userId, source: integration }, { streams, range }),
  forget: (trx: Trx, { userId, integration }) => deleteCoverageOf(trx, userId, integration),
}

/** Writes daily values and which dates they cover. What a person entered by hand is nobody's to erase but theirs. */
export const dailyMetricSink: RecordSink<DailyMetricRecord> = {
  ...coverage,
  kind: 'dailyMetric',
  prepare: prepareDailyMetrics,
  async erase(trx, { userId, integration }) {
    await deleteValuesOf(trx, userId, integration)
    await deleteCoverageOf(trx, userId, integration)
  },
}

/** Writes measurements and which dates they cover. */
export const measurementSink: RecordSink<MeasurementRecord> = {
  ...coverage,
  kind: 'measurement',
  prepare: prepareMeasurements,
  async erase(trx, { userId, integration }) {
    await deleteMeasurementsOf(trx, userId, integration)
    await deleteCoverageOf(trx, userId, integration)
  },
}

function notDelivered(window: DatesFailure['window']): DatesFailure {
  const message = 'It was read, and is not complete yet. It is asked for again later.'
  return { window, code: 'not_delivered', message, isAttempt: true }
}

function isRange({ startDate, endDate }: DatesFailure['window']): boolean {
  return isLocalDate(startDate) && isLocalDate(endDate) && startDate <= endDate
}
