import { type PluginApp, signedIn } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { countByDay, type DayCount } from '../timeline-store.ts'
import { checkFilters, itemFilters, type LibraryRoutesContext } from './item-filters.ts'
import { chooseTimeZone, timeZoneParameter, UsedTimeZone } from './time-zone-parameter.ts'

const PERIOD = { period: '2025-03-29', count: 2 }

const Timeline = Type.Object(
  {
    timeZone: UsedTimeZone,
    per: Type.Enum(['day', 'month'], { type: 'string' }),
    count: Type.Integer({ description: 'How many items there are in all.' }),
    withoutTimeCount: Type.Integer({
      description:
        'How many of them have a date only. They are on that day in every time zone. An item without any date does not exist.',
    }),
    periods: Type.Array(
      Type.Object(
        {
          period: Type.String({ description: '`2025-03-29` or `2025-03`.' }),
          count: Type.Integer({ description: 'How many items it has.' }),
        },
        { title: 'TimelinePeriod', examples: [PERIOD] },
      ),
      { description: 'All of them, the newest first. Those without items are left out.' },
    ),
  },
  {
    title: 'LibraryTimeline',
    description: 'How many items each local day or month has.',
    examples: [{ timeZone: 'Europe/Berlin', per: 'day', count: 2, withoutTimeCount: 0, periods: [PERIOD] }],
  },
)

/** `GET /api/library/timeline` */
export function timelineRoute(app: PluginApp, context: LibraryRoutesContext): void {
  app.get(
    '/timeline',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Count media items per day or month',
        description: DESCRIPTION,
        operationId: 'libraryGetTimeline',
        querystring: Type.Object({
          ...itemFilters,
          ...timeZoneParameter,
          per: Type.Optional(
            Type.Enum(['day', 'month'], { type: 'string', default: 'day', description: 'A count for each.' }),
          ),
        }),
        response: { 200: Timeline },
      },
    },
    async (request) => {
      const { per = 'day', timeZone: asked, ...filters } = request.query
      const { userId } = signedIn(request)
      const filter = await checkFilters(context, userId, filters)
      const timeZone = await chooseTimeZone(context, userId, asked)
      const days = await countByDay(context.tables(), userId, { ...filter, timeZone })
      return {
        timeZone: timeZone ?? null,
        per,
        count: days.reduce((sum, { count }) => sum + count, 0),
        withoutTimeCount: days.reduce((sum, day) => sum + day.withoutTimeCount, 0),
        periods: per === 'day' ? days.map(({ date, count }) => ({ period: date, count })) : months(days),
      }
    },
  )
}

const DESCRIPTION = `Every day with items in one answer, so that a list of any length can be scrolled to any day: the items of one are
\`GET /api/library/items?from=<day>&to=<day>&timeZone=<the timeZone of this answer>&limit=500\` with the same filters, the newest first.`

function months(days: readonly DayCount[]): Static<typeof Timeline>['periods'] {
  const counts = new Map<string, number>()
  for (const { date, count } of days) {
    const month = date.slice(0, 7)
    counts.set(month, (counts.get(month) ?? 0) + count)
  }
  return [...counts].map(([period, count]) => ({ period, count }))
}
