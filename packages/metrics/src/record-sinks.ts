import { type DailyMetricRecord, type EventRecord, type MeasurementRecord } from '@tributary/integration-kit'
import { isLocalDate } from '@tributary/integration-kit/dates'
import type { RecordSink } from '@tributary/jobs'
import type { Transaction } from 'kysely'
import { type DatesFailure, failDates, isCovering, listGapsOf } from './coverage-store.ts'
import { undoEventImport } from './events/event-import-store.ts'
import { removeEvents } from './events/event-store.ts'
import { prepareEvents } from './events/prepare-events.ts'
import { deleteImportsOf } from './imports/delete-imports.ts'
import { undoMeasurementImport } from './imports/measurement-import-store.ts'
import { undoValueImport } from './imports/value-import-store.ts'
import { deleteOriginsBefore } from './origin-store.ts'
import { prepareDailyMetrics } from './prepare-daily-metrics.ts'
import { prepareMeasurements } from './prepare-measurements.ts'
import type { MetricsTables } from './tables.ts'
import { deleteOf } from './value-store.ts'

type Trx = Transaction<MetricsTables>

/** Coverage, the same for daily values and measurements. */
const coverage: Pick<RecordSink, 'recordFailure' | 'recordUndelivered' | 'listGaps'> = {
  async recordFailure(trx: Trx, { userId, integration, connectionId, stream, window, kind, code, message }) {
    // The run of a file has no window, so it fails no particular date.
    if (!isRange(window)) return
    const failure = { window, code, message, isAttempt: kind === 'backfill' }
    await failDates(trx, { userId, source: integration, connectionId, stream: stream.id }, failure)
  },
  async recordUndelivered(trx: Trx, { userId, integration, connectionId, stream, window }) {
    const whose = { userId, source: integration, connectionId, stream: stream.id }
    if (isRange(window) && (await isCovering(trx, whose))) await failDates(trx, whose, notDelivered(window))
  },
  listGaps: (trx: Trx, { userId, integration, connectionId, streams, range }) =>
    listGapsOf(trx, { userId, source: integration, connectionId }, { streams, range }),
}

/** Writes daily values and their coverage. Values entered by hand are not affected. */
export const dailyMetricSink: RecordSink<DailyMetricRecord> = {
  ...coverage,
  kind: 'dailyMetric',
  prepare: prepareDailyMetrics,
  undo: undoValueImport,
  async erase(trx, { userId, integration: source, connectionId }) {
    const by = { source, connectionId }
    await deleteOriginsBefore(trx, userId, by)
    await deleteOf(trx, 'daily_metric_values', { userId, by })
    if (connectionId === undefined) await deleteImportsOf(trx, 'daily_value_imports', { userId, source })
    await deleteOf(trx, 'metric_coverage', { userId, by })
  },
}

/** Writes measurements and their coverage. */
export const measurementSink: RecordSink<MeasurementRecord> = {
  ...coverage,
  kind: 'measurement',
  prepare: prepareMeasurements,
  undo: undoMeasurementImport,
  async erase(trx, { userId, integration: source, connectionId }) {
    const by = { source, connectionId }
    await deleteOf(trx, 'measurements', { userId, by })
    await deleteOf(trx, 'measurement_summaries', { userId, by })
    if (connectionId === undefined) await deleteImportsOf(trx, 'measurement_imports', { userId, source })
    await deleteOf(trx, 'metric_coverage', { userId, by })
  },
}

/** Writes events and their coverage. */
export const eventSink: RecordSink<EventRecord> = {
  ...coverage,
  kind: 'event',
  prepare: prepareEvents,
  remove: removeEvents,
  undo: undoEventImport,
  async erase(trx, { userId, integration: source, connectionId }) {
    const by = { source, connectionId }
    await deleteOf(trx, 'events', { userId, by })
    await deleteOf(trx, 'metric_coverage', { userId, by })
  },
}

function notDelivered(window: DatesFailure['window']): DatesFailure {
  const message = 'The data is not complete yet and is requested again later.'
  return { window, code: 'not_delivered', message, isAttempt: true }
}

function isRange({ startDate, endDate }: DatesFailure['window']): boolean {
  return isLocalDate(startDate) && isLocalDate(endDate) && startDate <= endDate
}
