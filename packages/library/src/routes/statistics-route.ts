import { checkDateRange, type PluginApp, signedIn } from '@tributary/core'
import { addDays, localDateIn } from '@tributary/integration-kit/dates'
import { MEDIA_TYPES } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import { countRhythm, type HourCount, listFavourites, type Ranked } from '../statistics-store.ts'
import { checkFilters, itemFilters, type LibraryRoutesContext } from './item-filters.ts'
import { chooseTimeZone, timeZoneParameter, UsedTimeZone } from './time-zone-parameter.ts'

/** Ten years: a million items are counted in seconds. */
const MAX_DAYS = 3_700

const DEFAULT_TOP = 10

const WEEKDAY = { weekday: 6, hours: Array.from({ length: 24 }, (_, hour) => (hour === 21 ? 2 : 0)) }
const MONTH = { month: '2025-03', integration: 'netflix', type: 'episode' as const, count: 2 }
const TOP = { name: 'Dark', count: 2, durationSeconds: 6_240 }
const TOP_TITLE = { name: 'Golden Hour', creators: ['Kacey Musgraves'], count: 2, durationSeconds: 398 }

const Count = Type.Integer({ description: 'How many items.' })

const DurationOrNull = Type.Union([Type.Number(), Type.Null()], {
  description: 'How long they were played in all, of those whose duration is known; null if of none.',
})

const TopItem = Type.Object(
  { name: Type.String(), count: Count, durationSeconds: DurationOrNull },
  { title: 'LibraryTop', examples: [TOP] },
)

const TopTitle = Type.Object(
  {
    name: Type.String({ description: 'The title.' }),
    creators: Type.Union([Type.Array(Type.String()), Type.Null()]),
    count: Count,
    durationSeconds: DurationOrNull,
  },
  { title: 'LibraryTopTitle', examples: [TOP_TITLE] },
)

const Statistics = Type.Object(
  {
    from: Type.String({ format: 'date' }),
    to: Type.String({ format: 'date' }),
    timeZone: UsedTimeZone,
    count: Type.Integer({ description: 'How many items there are in all.' }),
    withoutTimeCount: Type.Integer({
      description: 'How many of them have a date only: they are in no hour.',
    }),
    weekdays: Type.Array(
      Type.Object(
        {
          weekday: Type.Integer({ description: 'ISO 8601: 1 is Monday, 7 Sunday.' }),
          hours: Type.Array(Type.Integer(), { description: '24 counts, from midnight on.' }),
        },
        { title: 'WeekdayCount', examples: [WEEKDAY] },
      ),
      { description: 'Seven, from Monday on.' },
    ),
    months: Type.Array(
      Type.Object(
        {
          month: Type.String({ description: '`YYYY-MM`.' }),
          integration: Type.String(),
          type: Type.Enum([...MEDIA_TYPES], { type: 'string' }),
          count: Count,
        },
        { title: 'MonthlyTypeCount', examples: [MONTH] },
      ),
      { description: 'The earliest first. Months without items are left out.' },
    ),
    creators: Type.Array(TopItem, { description: 'Artists, channels or shows with the most items.' }),
    series: Type.Array(TopItem, { description: 'Series with the most items.' }),
    titles: Type.Array(TopTitle, { description: 'Titles outside a series with the most items.' }),
  },
  {
    title: 'LibraryStatistics',
    description: 'What was watched, heard and read most, and when.',
    examples: [
      {
        from: '2025-03-01',
        to: '2025-03-31',
        timeZone: 'Europe/Berlin',
        count: 2,
        withoutTimeCount: 0,
        weekdays: [WEEKDAY],
        months: [MONTH],
        creators: [{ name: 'Kacey Musgraves', count: 2, durationSeconds: 398 }],
        series: [TOP],
        titles: [TOP_TITLE],
      },
    ],
  },
)

/** `GET /api/library/statistics` */
export function statisticsRoute(app: PluginApp, context: LibraryRoutesContext): void {
  app.get(
    '/statistics',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Get statistics of media items',
        description:
          'By hour and weekday, by month, and the top creators, series and titles, of the items that pass the filters. At most 3,700 days at a time; without `from`, the year that ends with `to`, which is today by default.',
        operationId: 'libraryGetStatistics',
        querystring: Type.Object({
          ...itemFilters,
          ...timeZoneParameter,
          top: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 100,
              default: DEFAULT_TOP,
              description: 'How many creators, series and titles.',
            }),
          ),
        }),
        response: { 200: Statistics },
      },
    },
    async (request) => {
      const { timeZone: asked, top = DEFAULT_TOP, ...filters } = request.query
      const { userId } = signedIn(request)
      const timeZone = await chooseTimeZone(context, userId, asked)
      const range = yearOr(filters, timeZone)
      checkDateRange(range, { maxDays: MAX_DAYS })
      const filter = await checkFilters(context, userId, { ...filters, ...range })
      const db = context.tables()
      const counted = { userId, filter: { ...filter, timeZone } }
      // One after the other: a request takes one connection.
      const { hours, months } = await countRhythm(db, counted)
      const { creators, series, titles } = await listFavourites(db, counted, top)
      const count = sumOf(months)
      return {
        ...range,
        timeZone: timeZone ?? null,
        count,
        withoutTimeCount: count - sumOf(hours),
        weekdays: weekdaysOf(hours),
        months: [...months],
        creators,
        series,
        titles,
      }
    },
  )
}

/** Of the calendar that dates are written in. */
const FIRST_DATE = '0001-01-01'

/** A range of which an end or both may be missing. */
function yearOr(
  { from, to }: { from?: string; to?: string },
  timeZone = 'UTC',
): { from: string; to: string } {
  const last = to ?? localDateIn(timeZone)(new Date().toISOString())
  if (from !== undefined) return { from, to: last }
  const first = addDays(last, -364)
  return { from: first < FIRST_DATE ? FIRST_DATE : first, to: last }
}

function sumOf(counts: readonly Pick<Ranked, 'count'>[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0)
}

function weekdaysOf(counts: readonly HourCount[]): Static<typeof Statistics>['weekdays'] {
  const weekdays = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    weekday,
    hours: Array.from({ length: 24 }, () => 0),
  }))
  for (const { weekday, hour, count } of counts) {
    const day = weekdays[weekday - 1]
    if (day !== undefined) day.hours[hour] = count
  }
  return weekdays
}
