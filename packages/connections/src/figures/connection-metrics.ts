import { CONNECTION_STATUSES } from '@tributary/integration-host'
import { type Registry, type Sample, sampledGauge } from '@tributary/operations'
import type { ConnectionFigures } from './read-connection-figures.ts'

type Figures = readonly ConnectionFigures[]

/** Gauges of the state in the database, equal in every process. No label identifies a person. */
export function addConnectionMetrics(
  registry: Registry,
  figures: () => Promise<Figures>,
  integrations: readonly string[],
): void {
  registry.registerMetric(
    sampledGauge({
      name: 'tributary_connections',
      help: 'Connections by state.',
      labelNames: ['integration', 'state'],
      read: async () => countsByState(await figures(), integrations),
    }),
  )
  const gauge = (name: string, help: string, fold: (rows: Figures) => number) =>
    registry.registerMetric(
      sampledGauge({
        name,
        help,
        labelNames: ['integration'],
        async read() {
          const rows = await figures()
          return namesIn(rows, integrations).map((integration) => ({
            labels: { integration },
            value: fold(rows.filter((row) => row.integration === integration)),
          }))
        },
      }),
    )
  gauge(
    'tributary_sync_lag_seconds',
    'Age of the oldest last successful sync among the connections.',
    (rows) => Math.max(0, ...rows.map(({ lagSeconds }) => lagSeconds)),
  )
  gauge(
    'tributary_sync_late_connections',
    'Connections whose last successful sync is older than three of their intervals.',
    (rows) => rows.reduce((sum, { late }) => sum + late, 0),
  )
  gauge(
    'tributary_sync_overdue_seconds',
    'How long the most overdue sync has been due without being queued.',
    (rows) => Math.max(0, ...rows.map(({ overdueSeconds }) => overdueSeconds)),
  )
  gauge(
    'tributary_token_expired_connections',
    'Connections whose token has expired and was not refreshed although a sync was due.',
    (rows) => rows.reduce((sum, { expired }) => sum + expired, 0),
  )
}

function countsByState(rows: Figures, integrations: readonly string[]): readonly Sample[] {
  return namesIn(rows, integrations).flatMap((integration) =>
    CONNECTION_STATUSES.map((state) => ({
      labels: { integration, state },
      value: rows.find((row) => row.integration === integration && row.status === state)?.connections ?? 0,
    })),
  )
}

function namesIn(rows: Figures, integrations: readonly string[]): readonly string[] {
  return [...new Set([...integrations, ...rows.map(({ integration }) => integration)])]
}
