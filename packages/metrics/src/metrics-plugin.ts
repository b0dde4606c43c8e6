import { accounts, userErasers } from '@tributary/accounts'
import { changeTypes } from '@tributary/changes'
import { authenticator, type Plugin, type Poller } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { exportSources } from '@tributary/exports'
import { configurations, connections, listDefinitions, settings } from '@tributary/integration-host'
import { recordSinks } from '@tributary/jobs'
import type { Transaction } from 'kysely'
import { dailyValues } from './daily-values.ts'
import { databaseDailyValues } from './database-daily-values.ts'
import { metricExports } from './export-sources.ts'
import { deleteImportsOf } from './imports/delete-imports.ts'
import { metricChanges } from './metric-changes.ts'
import { createMetrics } from './migrations/0001-create-metrics.ts'
import { countAttempts } from './migrations/0002-count-attempts.ts'
import { valuesOfConnections } from './migrations/0003-values-of-connections.ts'
import { createEvents } from './migrations/0004-create-events.ts'
import { followChanges } from './migrations/0005-follow-changes.ts'
import { indexMetricChanges } from './migrations/0006-index-changes.ts'
import { listImportedEvents } from './migrations/0007-list-imported-events.ts'
import { listImportedValues } from './migrations/0008-list-imported-values.ts'
import { partitionMeasurements } from './migrations/0009-partition-measurements.ts'
import { vacuumEarly } from './migrations/0010-vacuum-early.ts'
import { createSummaries } from './migrations/0011-create-summaries.ts'
import { coverTheSeries } from './migrations/0012-cover-the-series.ts'
import { deleteOriginsOf } from './origin-store.ts'
import { partitionKeeper } from './partitions/partition-keeper.ts'
import { dailyMetricSink, eventSink, measurementSink } from './record-sinks.ts'
import { RetentionLoop } from './retention/retention-loop.ts'
import { metricsConfiguration, readRetentionRule } from './retention/retention-rule.ts'
import { catalogueRoutes } from './routes/catalogue-routes.ts'
import { coverageCalendarRoutes } from './routes/coverage-calendar-routes.ts'
import { coverageRoutes } from './routes/coverage-routes.ts'
import { eventCatalogueRoutes } from './routes/event-catalogue-routes.ts'
import { eventRoutes } from './routes/event-routes.ts'
import { explainRoutes } from './routes/explain-routes.ts'
import { exportRoutes } from './routes/export-routes.ts'
import type { MetricsRoutesContext } from './routes/fields.ts'
import { manualValuesRoutes } from './routes/manual-values-routes.ts'
import { measurementsRoutes } from './routes/measurements-routes.ts'
import { preferenceRoutes } from './routes/preference-routes.ts'
import { retentionRoutes } from './routes/retention-routes.ts'
import { sparklineRoutes } from './routes/sparkline-routes.ts'
import { templateRoutes } from './routes/template-routes.ts'
import { valuesRoutes } from './routes/values-routes.ts'
import type { MetricsTables } from './tables.ts'
import { deleteOf } from './value-store.ts'

export interface MetricsOptions {
  /** Whether this process summarizes expired measurements. Default true. */
  readonly worker?: boolean | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** The interval of looks for expired measurements. Default 3,600,000. */
  readonly retentionMilliseconds?: number | undefined
}

const RETENTION_MILLISECONDS = 3_600_000

/**
 * Daily metrics, measurements and events: the sinks of the integrations' streams, values entered by hand, templates, and
 * the routes to read them.
 */
export function metricsPlugin(options: MetricsOptions = {}): Plugin {
  let keeper: Poller | undefined
  let retention: RetentionLoop | undefined
  return {
    name: 'metrics',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Metrics',
      description: 'Daily values and measurements, such as steps and heart rate, from all integrations.',
      author: 'The Tributary authors',
      tags: ['health'],
    },
    uses: [database, authenticator],
    usesIfPresent: [accounts, connections, settings],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-metrics': createMetrics,
        '0002-count-attempts': countAttempts,
        '0003-values-of-connections': valuesOfConnections,
        '0004-create-events': createEvents,
        '0005-follow-changes': followChanges,
        '0006-index-changes': indexMetricChanges,
        '0007-list-imported-events': listImportedEvents,
        '0008-list-imported-values': listImportedValues,
        '0009-partition-measurements': partitionMeasurements,
        '0010-vacuum-early': vacuumEarly,
        '0011-create-summaries': createSummaries,
        '0012-cover-the-series': coverTheSeries,
      })
      context.contribute(configurations, { schema: metricsConfiguration })
      for (const type of metricChanges) context.contribute(changeTypes, type)
      context.registerService(dailyValues, (own) =>
        databaseDailyValues(
          () => own.getService(database).tables<MetricsTables>(),
          () => listDefinitions(own),
        ),
      )
      const exports = metricExports(
        () => context.getService(database),
        () => listDefinitions(context),
      )
      for (const source of exports) context.contribute(exportSources, source)
      context.contribute(userErasers, { erase: deleteMetricsOf })
      context.contribute(recordSinks, dailyMetricSink)
      context.contribute(recordSinks, measurementSink)
      context.contribute(recordSinks, eventSink)
    },
    configureRoutes(context) {
      const own: MetricsRoutesContext = {
        database: () => context.getService(database),
        definitions: () => listDefinitions(context),
        connectionsOf: async (userId) =>
          context.hasService(connections) ? context.getService(connections).listAll(userId) : [],
        timeZoneOf: async (userId) =>
          context.hasService(accounts)
            ? (await context.getService(accounts).readPreferences(userId)).timeZone
            : null,
        retentionRule: () => readRetentionRule(context),
        now: options.now ?? Date.now,
      }
      return {
        routes: async (app) => {
          catalogueRoutes(app, own)
          valuesRoutes(app, own)
          sparklineRoutes(app, own)
          explainRoutes(app, own)
          preferenceRoutes(app, own)
          manualValuesRoutes(app, own)
          coverageRoutes(app, own)
          coverageCalendarRoutes(app, own)
          measurementsRoutes(app, own)
          retentionRoutes(app, own)
          eventCatalogueRoutes(app, own)
          eventRoutes(app, own)
          exportRoutes(app, own)
          templateRoutes(app, own)
        },
      }
    },
    start(context) {
      const onError = (error: unknown) =>
        context.logger.warn({ err: error }, 'creating partitions of measurements failed, it is tried again')
      keeper = partitionKeeper(context.getService(database), onError)
      keeper.start()
      if (options.worker === false) return
      retention = new RetentionLoop({
        database: context.getService(database),
        readRule: () => readRetentionRule(context),
        now: options.now ?? Date.now,
        milliseconds: options.retentionMilliseconds ?? RETENTION_MILLISECONDS,
        onError: (error) =>
          context.logger.warn({ err: error }, 'measurements could not be summarized; retrying'),
      })
      retention.start()
    },
    async stop() {
      await Promise.all([keeper?.stop(), retention?.stop()])
      keeper = undefined
      retention = undefined
    },
    openapiSchema: () => ({
      description:
        'Daily metrics, like steps or hours of sleep, measurements, like a heart rate at an instant, and events, like workouts; delivered by integrations or entered by hand.',
      problemMembers: {
        suggestions: {
          type: 'array',
          items: { type: 'string' },
          description: 'Names of similar metrics.',
        },
      },
    }),
  }
}

/** Deletes the rows that syncs write in bulk; templates and manual metrics have foreign keys. */
async function deleteMetricsOf(trx: Transaction<MetricsTables>, userId: string): Promise<void> {
  await deleteOf(trx, 'daily_metric_values', { userId, by: undefined })
  await deleteOf(trx, 'measurements', { userId, by: undefined })
  await deleteOf(trx, 'measurement_summaries', { userId, by: undefined })
  await deleteImportsOf(trx, 'daily_value_imports', { userId })
  await deleteImportsOf(trx, 'measurement_imports', { userId })
  await deleteOf(trx, 'events', { userId, by: undefined })
  await deleteOf(trx, 'metric_coverage', { userId, by: undefined })
  await deleteOriginsOf(trx, userId)
}
