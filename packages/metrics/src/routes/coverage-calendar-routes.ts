import { checkDateRange, type PluginApp, signedIn, unknownValue } from '@tributary/core'
import { addDays } from '@tributary/integration-kit/dates'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { NO_CONNECTION } from '@tributary/jobs'
import { type Static, Type } from 'typebox'
import { type CoverageRange, joinDays } from '../coverage.ts'
import { listReportingStreams } from '../coverage-store.ts'
import { localToday } from '../local-today.ts'
import { canReportCoverage, listStreamDays } from '../stream-days.ts'
import { checkOrigin } from './check-filters.ts'
import {
  CONNECTION_ID,
  ConnectionId,
  ConnectionIdFilter,
  Instant,
  LocalDate,
  type MetricsRoutesContext,
  readingOf,
  TextOrNull,
} from './fields.ts'

const MAX_DAYS = 366

/** Whether a stream reports which days are complete. */
const REPORTS = ['reported', 'none_yet', 'unsupported'] as const

const FAILURE = {
  from: '2025-03-03',
  to: '2025-03-03',
  code: 'upstream',
  message: 'It did not answer.',
  triedAt: '2025-03-04T06:00:00.000Z',
}

const CALENDAR = {
  integration: 'fitbit',
  connectionId: CONNECTION_ID,
  stream: 'daily-activity',
  displayName: 'Daily activity',
  reports: 'reported' as const,
  days: 'ccf',
  failures: [FAILURE],
}

const Calendars = Type.Object(
  {
    from: LocalDate,
    to: LocalDate,
    streams: Type.Array(
      Type.Object(
        {
          integration: Type.String(),
          connectionId: Type.Union([ConnectionId, Type.Null()], {
            description: 'The connection that delivers it; null for files, and without accounts.',
          }),
          stream: Type.String({ description: 'Its id.' }),
          displayName: Type.String(),
          reports: Type.Enum([...REPORTS], {
            type: 'string',
            description:
              '`reported`: it reports which days are complete. `none_yet`: it has not reported any day so far. `unsupported`: streams of its kind do not.',
          }),
          days: Type.Union([Type.String({ pattern: '^[cpefmn]*$' }), Type.Null()], {
            description:
              'A letter for each day from `from` on. `c`: complete, with values; of measurements also without. `p`: partial, with values so far. `e`: complete, without values. `f`: failed. `m`: missing, not fetched yet. `n`: not yet, a day to come. Null if unsupported.',
          }),
          failures: Type.Array(
            Type.Object(
              {
                from: LocalDate,
                to: LocalDate,
                code: TextOrNull('Like `upstream`.'),
                message: TextOrNull('Why it failed.'),
                triedAt: Type.Union([Instant, Type.Null()], { description: 'When it was last requested.' }),
              },
              { title: 'CoverageFailure', examples: [FAILURE] },
            ),
            {
              description:
                'Why the days with `f` failed, consecutive ones of the same reason in one. Sync its connection with `from` and `to` to read them again.',
            },
          ),
        },
        { title: 'CoverageCalendar', examples: [CALENDAR] },
      ),
    ),
  },
  {
    title: 'CoverageCalendars',
    description: 'The state of each day of each stream.',
    examples: [{ from: '2025-03-01', to: '2025-03-03', streams: [CALENDAR] }],
  },
)

/** `GET /api/metrics/coverage/calendar` */
export function coverageCalendarRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/coverage/calendar',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Get a year of days of all streams',
        description:
          'For heat maps: a letter for each day of each stream of each connection, or of one, with the reasons of failed days. At most 366 days; without `from`, the 366 days that end with `to`, which is today in the time zone of your profile by default.',
        operationId: 'metricsGetCoverageCalendar',
        querystring: Type.Object({
          integration: Type.Optional(
            Type.String({ minLength: 1, maxLength: 100, description: 'Only of this integration.' }),
          ),
          connectionId: Type.Optional(ConnectionIdFilter),
          from: Type.Optional({ ...LocalDate, description: 'First local date, inclusive.' }),
          to: Type.Optional({ ...LocalDate, description: 'Last local date, inclusive.' }),
        }),
        response: { 200: Calendars },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const { integration, connectionId } = request.query
      const today = localToday(await context.timeZoneOf(userId))
      const to = request.query.to ?? today
      const from = request.query.from ?? addDays(to, 1 - MAX_DAYS)
      checkDateRange({ from, to }, { maxDays: MAX_DAYS })
      await checkOrigin(context, { userId, table: 'daily_metric_values' }, { connectionId })
      const only = connectionId?.toLowerCase()
      const asked = { userId, from, to, today, only }
      const streams = []
      for (const definition of definitionsOf(context, integration))
        streams.push(...(await calendarsOf(context, asked, definition)))
      return { from, to, streams }
    },
  )
}

interface Asked {
  readonly userId: string
  readonly from: string
  readonly to: string
  readonly today: string
  /** A connection. */
  readonly only: string | undefined
}

type Calendar = Static<typeof Calendars>['streams'][number]

/** Throws `KERNEL_UNKNOWN_VALUE`. */
function definitionsOf(
  context: MetricsRoutesContext,
  integration: string | undefined,
): readonly IntegrationDefinition[] {
  const running = context.definitions()
  if (integration === undefined) return running
  const found = running.filter(({ name }) => name === integration)
  if (found.length > 0) return found
  throw unknownValue({ parameter: 'integration', value: integration, known: running.map(({ name }) => name) })
}

async function calendarsOf(
  context: MetricsRoutesContext,
  { userId, from, to, today, only }: Asked,
  { name: integration, streams }: IntegrationDefinition,
): Promise<Calendar[]> {
  const db = readingOf(context)
  const connected = (await context.connectionsOf(userId))
    .filter((connection) => connection.integration === integration)
    .map(({ id }) => id)
  const reporting = (await listReportingStreams(db, userId)).filter(({ source }) => source === integration)
  const dated = streams.filter(canReportCoverage)
  const found = await listStreamDays(db, { userId, integration, from, to }, dated)
  const known = [
    ...reporting.map((row) => row.connection_id),
    ...found.flatMap(({ connections }) => connections),
  ]
  const ids = [...new Set([...connected, ...known])].filter((id) => only === undefined || id === only)
  return ids.toSorted().flatMap((id) =>
    streams.map((stream): Calendar => {
      const days = found.find((each) => each.stream.id === stream.id)?.days(id)
      const hasReported = reporting.some((row) => row.stream === stream.id && row.connection_id === id)
      return {
        integration,
        connectionId: id === NO_CONNECTION ? null : id,
        stream: stream.id,
        displayName: stream.displayName,
        reports: days === undefined ? 'unsupported' : hasReported ? 'reported' : 'none_yet',
        days: days?.map((day) => letterOf(day, today)).join('') ?? null,
        failures: failuresOf(days ?? []),
      }
    }),
  )
}

function letterOf({ from: date, state, hasValues }: CoverageRange, today: string): string {
  if (state === 'covered') return 'c'
  if (state === 'empty') return 'e'
  if (state === 'failed') return 'f'
  if (hasValues) return 'p'
  return date > today ? 'n' : 'm'
}

function failuresOf(days: readonly CoverageRange[]): Calendar['failures'] {
  return joinDays(days)
    .filter(({ state }) => state === 'failed')
    .map(({ from, to, code, message, triedAt }) => ({
      from,
      to,
      code,
      message,
      triedAt: triedAt?.toISOString() ?? null,
    }))
}
