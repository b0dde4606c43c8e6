import { type PluginApp, ProblemError } from '@tributary/core'
import type { Stream } from '@tributary/integration-kit'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { NO_CONNECTION } from '@tributary/jobs'
import { Type } from 'typebox'
import { COVERAGE_STATES, coverageByDay, joinDays } from '../coverage.ts'
import { listCoverage } from '../coverage-store.ts'
import { metricsErrors } from '../metrics-errors.ts'
import { didYouMean, nearMatches } from '../near-matches.ts'
import { listDatesWithValues } from '../value-store.ts'
import {
  ConnectionId,
  checkRange,
  From,
  LocalDate,
  type MetricsRoutesContext,
  TextOrNull,
  To,
  tablesOf,
  userOf,
} from './fields.ts'
import { MAX_DAYS } from './values-routes.ts'

const Coverage = Type.Object(
  {
    integration: Type.String(),
    from: LocalDate,
    to: LocalDate,
    streams: Type.Array(
      Type.Object(
        {
          stream: Type.String(),
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
                  description:
                    '`covered`: completely delivered, with values. `empty`: completely delivered, without values. `failed`: the request failed. `missing`: not fetched yet.',
                }),
                hasValues: Type.Boolean({
                  description: 'Values may exist before a day is completely delivered.',
                }),
                code: TextOrNull('Of what failed, like `upstream`.'),
                message: TextOrNull('Why it failed.'),
              },
              { title: 'CoverageRange' },
            ),
          ),
        },
        { title: 'StreamCoverage' },
      ),
    ),
  },
  { title: 'MetricCoverage' },
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
        summary: 'Read which days an integration has delivered',
        description:
          'For each of its streams of daily metrics, and each connection: the state of each day, with consecutive days of the same state merged.',
        operationId: 'metricsCoverage',
        querystring: Type.Object({
          integration: Type.String({ minLength: 1, maxLength: 100 }),
          stream: Type.Optional(
            Type.String({ minLength: 1, maxLength: 100, description: 'This one alone.' }),
          ),
          connection: Type.Optional({ ...ConnectionId, description: 'This one alone.' }),
          from: From,
          to: To,
          per: Type.Optional(
            Type.Enum(['range', 'day'], { default: 'range', description: '`day`: each day by itself.' }),
          ),
        }),
        response: { 200: Coverage },
      },
    },
    async (request) => {
      const { integration, stream, connection, from, to, per = 'range' } = request.query
      checkRange({ from, to }, MAX_DAYS)
      const streams = streamsOf(context.definitions(), integration, stream)
      const db = tablesOf(context)
      const query = { userId: userOf(request), source: integration, from, to }
      const rows = await listCoverage(db, { ...query, streams: streams.map(({ id }) => id) })
      const byStream = Map.groupBy(rows, (row) => row.stream)
      const answer = []
      for (const { id, displayName, fields = {} } of streams) {
        const metrics = Object.keys(fields).map((field) => `${integration}.${field}`)
        const values = await listDatesWithValues(db, { ...query, metrics })
        const known = byStream.get(id) ?? []
        for (const connectionId of connectionsIn([...known, ...values], connection)) {
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

/** The streams of daily metrics and events that are asked for. Throws `METRICS_UNKNOWN_STREAM`. */
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
    const names = candidates.map(({ name }) => name)
    throw unknown(`No integration "${integration}" with daily metrics or events exists.`, integration, names)
  }
  const streams = daily(found).filter(({ id }) => stream === undefined || id === stream)
  if (stream === undefined || streams.length > 0) return streams
  const ids = daily(found).map(({ id }) => id)
  throw unknown(`"${integration}" has no stream "${stream}" of daily metrics or events.`, stream, ids)
}

function unknown(detail: string, name: string, names: readonly string[]): ProblemError {
  const list = names.length === 0 ? 'None is available.' : `Available: ${names.join(', ')}.`
  return new ProblemError(metricsErrors.METRICS_UNKNOWN_STREAM, {
    detail: `${detail}${didYouMean(nearMatches(name, names))} ${list}`,
  })
}
