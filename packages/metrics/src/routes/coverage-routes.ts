import { checkDateRange, type PluginApp, signedIn, unknownValue } from '@tributary/core'
import type { Stream } from '@tributary/integration-kit'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { NO_CONNECTION } from '@tributary/jobs'
import { Type } from 'typebox'
import { COVERAGE_STATES, type CoverageRange, joinDays } from '../coverage.ts'
import { hasDatedRecords, listStreamDays } from '../stream-days.ts'
import { checkOrigin } from './check-filters.ts'
import {
  CONNECTION_ID,
  ConnectionId,
  ConnectionIdFilter,
  Instant,
  LocalDate,
  MAX_DAYS,
  type MetricsRoutesContext,
  readingOf,
  requiredDateRange,
  TextOrNull,
} from './fields.ts'

const RANGE = {
  from: '2025-03-01',
  to: '2025-03-31',
  state: 'covered',
  hasValues: true,
  code: null,
  message: null,
  triedAt: null,
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
                triedAt: Type.Union([Instant, Type.Null()], {
                  description: 'When it was last requested, of what failed.',
                }),
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
          ...requiredDateRange(MAX_DAYS),
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
      const db = readingOf(context)
      const found = await listStreamDays(db, { userId, integration, from, to }, streams)
      const answer = found.flatMap(({ stream, days, connections }) =>
        connectionsIn(connections, only?.toLowerCase()).map((connectionId) => {
          const known = days(connectionId)
          return {
            stream: stream.id,
            connectionId: connectionId === NO_CONNECTION ? null : connectionId,
            displayName: stream.displayName,
            ranges: (per === 'day' ? known : joinDays(known)).map(viewRange),
          }
        }),
      )
      return { integration, from, to, streams: answer }
    },
  )
}

function viewRange({ triedAt, ...range }: CoverageRange) {
  return { ...range, triedAt: triedAt?.toISOString() ?? null }
}

/** Each connection that something is known of; without any, one entry says that nothing is. */
function connectionsIn(known: readonly string[], only: string | undefined): readonly string[] {
  if (only !== undefined) return [only]
  return known.length === 0 ? [NO_CONNECTION] : known
}

/** The streams of daily metrics and events that are asked for. Throws `KERNEL_UNKNOWN_VALUE`. */
function streamsOf(
  definitions: readonly IntegrationDefinition[],
  integration: string,
  stream: string | undefined,
): readonly Stream[] {
  const daily = (definition: IntegrationDefinition) => definition.streams.filter(hasDatedRecords)
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
