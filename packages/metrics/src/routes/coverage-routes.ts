import { checkDateRange, type PluginApp, signedIn, unknownValue } from '@tributary/core'
import type { Stream } from '@tributary/integration-kit'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { NO_CONNECTION } from '@tributary/jobs'
import { Type } from 'typebox'
import { COVERAGE_STATES, coverageByDay, joinDays } from '../coverage.ts'
import { listCoverage } from '../coverage-store.ts'
import { listDatesWithValues } from '../value-store.ts'
import { checkOrigin } from './check-filters.ts'
import {
  CONNECTION_ID,
  ConnectionId,
  ConnectionIdFilter,
  LocalDate,
  type MetricsRoutesContext,
  requiredDateRange,
  TextOrNull,
  tablesOf,
} from './fields.ts'
import { MAX_DAYS } from './values-routes.ts'

const RANGE = {
  from: '2025-03-01',
  to: '2025-03-31',
  state: 'covered',
  hasValues: true,
  code: null,
  message: null,
}

const STREAM = {
  stream: 'daily-activity',
  connectionId: CONNECTION_ID,
  displayName: 'Daily activity',
  ranges: [RANGE],
}

const Coverage = Type.Object(
  {
    integration: Type.String({ description: 'The integration that was asked for.' }),
    from: LocalDate,
    to: LocalDate,
    streams: Type.Array(
      Type.Object(
        {
          stream: Type.String({ description: 'Its id.' }),
          connectionId: Type.Union([ConnectionId, Type.Null()], {
            description:
              'The connection that delivers it; null if nothing is known yet, and without accounts.',
          }),
          displayName: Type.String(),
          ranges: Type.Array(
            Type.Object(
              {
                from: LocalDate,
                to: LocalDate,
                state: Type.Enum([...COVERAGE_STATES], {
                  type: 'string',
                  description:
                    '`covered`: completely delivered, with values. `empty`: completely delivered, without values. `failed`: the request failed. `missing`: not fetched yet.',
                }),
                hasValues: Type.Boolean({
                  description: 'Values may exist before a day is completely delivered.',
                }),
                code: TextOrNull('Of what failed, like `upstream`.'),
                message: TextOrNull('Why it failed.'),
              },
              { title: 'CoverageRange', examples: [RANGE] },
            ),
          ),
        },
        { title: 'StreamCoverage', examples: [STREAM] },
      ),
    ),
  },
  {
    title: 'MetricCoverage',
    description: 'What is known of each date, per stream and connection.',
    examples: [{ integration: 'fitbit', from: '2025-03-01', to: '2025-03-31', streams: [STREAM] }],
  },
)

/** The kinds of stream that are read by dates. */
const COVERING: ReadonlySet<string> = new Set(['dailyMetric', 'event'])

/** `GET /api/metrics/coverage` */
export function coverageRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/coverage',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Get which days an integration has delivered',
        description:
          'For each of its streams of daily metrics, and each connection: the state of each day, with consecutive days of the same state merged.',
        operationId: 'metricsGetCoverage',
        querystring: Type.Object({
          integration: Type.String({
            minLength: 1,
            maxLength: 100,
            description: 'The integration.',
            examples: ['fitbit'],
          }),
          stream: Type.Optional(
            Type.String({ minLength: 1, maxLength: 100, description: 'This one alone.' }),
          ),
          connectionId: Type.Optional(ConnectionIdFilter),
          ...requiredDateRange,
          per: Type.Optional(
            Type.Enum(['range', 'day'], {
              type: 'string',
              default: 'range',
              description: '`day`: each day by itself.',
            }),
          ),
        }),
        response: { 200: Coverage },
      },
    },
    async (request) => {
      const { integration, stream, connectionId: only, from, to, per = 'range' } = request.query
      checkDateRange({ from, to }, { maxDays: MAX_DAYS })
      const { userId } = signedIn(request)
      const streams = streamsOf(context.definitions(), integration, stream)
      await checkOrigin(context, { userId, table: 'daily_metric_values' }, { connectionId: only })
      const db = tablesOf(context)
      const query = { userId, integration, from, to }
      const rows = await listCoverage(db, { ...query, streams: streams.map(({ id }) => id) })
      const byStream = Map.groupBy(rows, (row) => row.stream)
      const answer = []
      for (const { id, displayName, fields = {} } of streams) {
        const metrics = Object.keys(fields).map((field) => `${integration}.${field}`)
        const values = await listDatesWithValues(db, { ...query, metrics })
        const known = byStream.get(id) ?? []
        for (const connectionId of connectionsIn([...known, ...values], only?.toLowerCase())) {
          const isOf = (row: { readonly connection_id: string }) => row.connection_id === connectionId
          const dates = new Set(values.filter(isOf).map(({ date }) => date))
          const days = coverageByDay({ from, to }, known.filter(isOf), dates)
          answer.push({
            stream: id,
            connectionId: connectionId === NO_CONNECTION ? null : connectionId,
            displayName,
            ranges: per === 'day' ? days : joinDays(days),
          })
        }
      }
      return { integration, from, to, streams: answer }
    },
  )
}

/** Each connection that something is known of; without any, one entry says that nothing is. */
function connectionsIn(
  rows: readonly { readonly connection_id: string }[],
  only: string | undefined,
): readonly string[] {
  if (only !== undefined) return [only]
  const known = [...new Set(rows.map((row) => row.connection_id))].toSorted()
  return known.length === 0 ? [NO_CONNECTION] : known
}

/** The streams of daily metrics and events that are asked for. Throws `KERNEL_UNKNOWN_VALUE`. */
function streamsOf(
  definitions: readonly IntegrationDefinition[],
  integration: string,
  stream: string | undefined,
): readonly Stream[] {
  const daily = (definition: IntegrationDefinition) =>
    definition.streams.filter(({ kind }) => COVERING.has(kind))
  const candidates = definitions.filter((definition) => daily(definition).length > 0)
  const found = candidates.find(({ name }) => name === integration)
  if (found === undefined) {
    const known = candidates.map(({ name }) => name)
    throw unknownValue({ parameter: 'integration', value: integration, known })
  }
  const streams = daily(found).filter(({ id }) => stream === undefined || id === stream)
  if (stream === undefined || streams.length > 0) return streams
  throw unknownValue({ parameter: 'stream', value: stream, known: daily(found).map(({ id }) => id) })
}
