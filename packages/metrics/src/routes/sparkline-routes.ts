import { checkDateRange, type PluginApp, signedIn } from '@tributary/core'
import { addDays, datesIn } from '@tributary/integration-kit/dates'
import type { Kysely } from 'kysely'
import { type Static, Type } from 'typebox'
import { metricsOf, type PersonalMetric } from '../catalogue.ts'
import { type CoverageRow, listCoverage, listReportingStreams } from '../coverage-store.ts'
import { findMetrics, inQuery } from '../find-metric.ts'
import { localToday } from '../local-today.ts'
import { placesOf } from '../metric-history.ts'
import { DAY_STATES, type KnownDays, stateOfDay, weekChange } from '../sparkline.ts'
import type { MetricsTables } from '../tables.ts'
import { listPickedValues } from '../value-store.ts'
import {
  DateOrNull,
  LocalDate,
  MetricName,
  type MetricsRoutesContext,
  MetricTypeName,
  readingOf,
  TextOrNull,
  ValueOrNull,
} from './fields.ts'

const MAX_METRICS = 50
const MAX_DAYS = 366
const DEFAULT_DAYS = 30

const POINT = { date: '2025-03-30', value: 9_120, state: 'complete' as const }
const WEEK = { value: 8_750, valueBefore: 8_000, change: 750, dayCount: 7, dayCountBefore: 6 }
const SPARKLINE = {
  metric: 'fitbit.steps',
  label: 'Steps',
  unit: 'steps',
  type: 'number' as const,
  integration: 'fitbit',
  reportsCoverage: true,
  latest: { date: '2025-03-30', value: 9_120 },
  lastDate: '2025-03-30',
  week: WEEK,
  points: [POINT],
}

const NumberOrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })

const Sparkline = Type.Object(
  {
    metric: Type.String({ description: 'Its name, `<integration>.<field>`.' }),
    label: Type.String({ description: 'For people to read.' }),
    unit: TextOrNull('Of its values.'),
    type: MetricTypeName,
    integration: Type.String({ description: 'What delivers it, or `manual`.' }),
    reportsCoverage: Type.Boolean({
      description:
        'Whether its integration reports which days are complete. Without, `empty` says only that there is no value.',
    }),
    latest: Type.Union(
      [
        Type.Object(
          { date: LocalDate, value: ValueOrNull },
          { title: 'LatestValue', examples: [SPARKLINE.latest] },
        ),
        Type.Null(),
      ],
      { description: 'The newest value of these days; null without one.' },
    ),
    lastDate: DateOrNull('The date of the newest value of all; null without values.'),
    week: Type.Object(
      {
        value: ValueOrNull,
        valueBefore: ValueOrNull,
        change: NumberOrNull(
          'The difference: in the unit, of times of day in minutes. Null where one of the two is missing.',
        ),
        dayCount: Type.Integer({ description: 'How many complete days of the week have a value.' }),
        dayCountBefore: Type.Integer({ description: 'How many days of the week before have one.' }),
      },
      {
        title: 'WeekChange',
        description:
          'The average day of the seven days before today (the last seven of the range if it ends earlier) and of the seven before them, over the complete days with a value. Of true and false, the share of true.',
        examples: [WEEK],
      },
    ),
    points: Type.Array(
      Type.Object(
        {
          date: LocalDate,
          value: ValueOrNull,
          state: Type.Enum([...DAY_STATES], {
            type: 'string',
            description:
              '`complete`: delivered. `empty`: delivered without a value. `failed`: the request failed. `pending`: not completely delivered yet, though there may be a value.',
          }),
        },
        { title: 'SparklinePoint', examples: [POINT] },
      ),
      { description: 'One for each day, the earliest first.' },
    ),
  },
  { title: 'Sparkline', examples: [SPARKLINE] },
)

const Sparklines = Type.Object(
  {
    from: LocalDate,
    to: LocalDate,
    sparklines: Type.Array(Sparkline, { description: 'One for each metric, in the order of the request.' }),
  },
  {
    title: 'Sparklines',
    description: 'The last days of several metrics.',
    examples: [{ from: '2025-03-01', to: '2025-03-30', sparklines: [SPARKLINE] }],
  },
)

/** `GET /api/metrics/sparklines` */
export function sparklineRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/sparklines',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Get the last days of several metrics',
        description:
          'For small charts: the value of each day, its state, the newest value and the change to the week before, of up to 50 metrics in one answer. Where several origins have a value of one date, the shown one is chosen as in GET /api/metrics/values.',
        operationId: 'metricsGetSparklines',
        querystring: Type.Object({
          metric: Type.Array(MetricName, {
            minItems: 1,
            maxItems: MAX_METRICS,
            description: 'Once for each metric.',
            examples: [['fitbit.steps']],
          }),
          days: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: MAX_DAYS,
              default: DEFAULT_DAYS,
              description: 'How many days.',
            }),
          ),
          from: Type.Optional({
            ...LocalDate,
            description: 'First local date, inclusive, in place of `days`.',
          }),
          to: Type.Optional({
            ...LocalDate,
            description: 'Last local date, inclusive. By default today, in the time zone of your profile.',
          }),
        }),
        response: { 200: Sparklines },
      },
    },
    async (request) => {
      const { metric: names, days = DEFAULT_DAYS, to: asked } = request.query
      const { userId } = signedIn(request)
      const today = localToday(await context.timeZoneOf(userId))
      const to = asked ?? today
      const from = request.query.from ?? addDays(to, 1 - days)
      checkDateRange({ from, to }, { maxDays: MAX_DAYS })
      const db = readingOf(context)
      const known = await metricsOf(db, context.definitions(), userId)
      const metrics = findMetrics(known, inQuery([...new Set(names)]))
      // Today is not over: compared with whole days, it would always look like less.
      const weekEnd = to < today ? to : addDays(today, -1)
      const first = [from, addDays(weekEnd, -13)].toSorted()[0] ?? from
      const knownDays = await listKnownDays(db, { userId, metrics, known, from: first, to })
      const sparklines = knownDays.map((each) => sparklineOf(each, { from, to, weekEnd }))
      return { from, to, sparklines }
    },
  )
}

interface Asked {
  readonly userId: string
  readonly metrics: readonly PersonalMetric[]
  readonly from: string
  readonly to: string
}

type PersonalDays = KnownDays & { readonly metric: PersonalMetric }

async function listKnownDays(
  db: Kysely<MetricsTables>,
  { metrics, known, ...query }: Asked & { readonly known: ReadonlyMap<string, PersonalMetric> },
): Promise<PersonalDays[]> {
  const values = await listPickedValues(db, {
    ...query,
    places: placesOf(
      metrics.map(({ metric }) => metric),
      known,
    ),
  })
  const byMetric = Map.groupBy(values, ({ metric }) => metric)
  const coverage = await listCoverageOf(db, { ...query, metrics })
  return metrics.map((metric) => ({
    metric,
    values: new Map((byMetric.get(metric.metric) ?? []).map((value) => [value.date, value])),
    coverage: coverage.get(`${metric.integration}/${metric.stream}`),
  }))
}

/** By integration and stream, then by date; only of streams that report coverage or have not delivered yet. */
async function listCoverageOf(db: Kysely<MetricsTables>, { metrics, ...query }: Asked) {
  const reporting = await listReportingStreams(db, query.userId)
  const reports = new Set(reporting.map(({ source, stream }) => `${source}/${stream}`))
  const found = new Map<string, Map<string, CoverageRow[]>>()
  for (const [integration, members] of Map.groupBy(metrics, (metric) => metric.integration)) {
    const streams = [...new Set(members.flatMap(({ stream }) => stream ?? []))]
    const rows = await listCoverage(db, { ...query, integration, streams })
    const byStream = Map.groupBy(rows, (row) => row.stream)
    for (const { stream, lastDate } of members) {
      const key = `${integration}/${stream}`
      // Without any value and report, nothing has been read yet: its days are to come.
      if (stream !== null && (lastDate === null || reports.has(key)))
        found.set(
          key,
          Map.groupBy(byStream.get(stream) ?? [], ({ date }) => date),
        )
    }
  }
  return found
}

function sparklineOf(
  known: PersonalDays,
  range: { readonly from: string; readonly to: string; readonly weekEnd: string },
): Static<typeof Sparkline> {
  const { metric, values, coverage } = known
  const { from, to, weekEnd } = range
  const points = datesIn({ startDate: from, endDate: to }).map((date) => ({
    date,
    value: values.get(date)?.value ?? null,
    state: stateOfDay(known, date),
  }))
  const latest = points.findLast(({ value }) => value !== null)
  const week = datesIn({ startDate: addDays(weekEnd, -6), endDate: weekEnd })
  const before = datesIn({ startDate: addDays(weekEnd, -13), endDate: addDays(weekEnd, -7) })
  return {
    metric: metric.metric,
    label: metric.label,
    unit: metric.unit,
    type: metric.type,
    integration: metric.integration,
    reportsCoverage: coverage !== undefined,
    latest: latest === undefined ? null : { date: latest.date, value: latest.value },
    lastDate: metric.lastDate,
    week: weekChange(known, week, before),
    points,
  }
}
