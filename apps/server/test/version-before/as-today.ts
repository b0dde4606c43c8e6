import { expect } from 'vitest'
import type { RecordedAnswers } from './recorded.ts'

interface Before {
  readonly summary: {
    readonly total: number
    readonly platforms: readonly {
      readonly platform: string
      readonly items: number
      readonly months: readonly { readonly month: string; readonly items: number }[]
    }[]
  }
  readonly templates: { readonly items: readonly { readonly entries: readonly object[] }[] }
}

interface Series {
  readonly points: readonly { readonly days: number; readonly sources: readonly string[] }[]
}

/** What was answered before, in the words of today: the data is the same, members and types are called otherwise. */
export function asToday(before: RecordedAnswers): RecordedAnswers {
  const { summary, templates } = before as unknown as Before
  return {
    ...before,
    items: before.items.map(itemAsToday),
    jobs: before.jobs.map(jobAsToday),
    summary: {
      count: summary.total,
      integrations: summary.platforms.map(({ platform, items, months }) => ({
        integration: platform,
        count: items,
        months: months.map(({ month, items: count }) => ({ month, count })),
      })),
    },
    templates: {
      items: templates.items.map((template) => ({
        ...template,
        entries: template.entries.map((entry) => without(entry, 'source')),
      })),
      nextCursor: null,
    },
    values: Object.fromEntries(
      Object.entries(before.values).map(([metric, { series, ...rest }]) => [
        metric,
        { ...rest, series: (series as readonly Series[]).map(seriesAsToday) },
      ]),
    ),
  }
}

function itemAsToday(item: RecordedAnswers['items'][number]): RecordedAnswers['items'][number] {
  const { platform: integration, type: spelt, updatedAt, ...rest } = item
  const type = String(spelt).replace('-', '_')
  // Clients that follow changes are to see the new spelling.
  return { ...rest, integration, type, updatedAt: type === spelt ? updatedAt : expect.any(String) }
}

function jobAsToday(job: RecordedAnswers['jobs'][number]): RecordedAnswers['jobs'][number] {
  const window = job['window'] as { readonly startDate: string; readonly endDate: string } | null
  return { ...job, window: window && { from: window.startDate, to: window.endDate } }
}

function seriesAsToday({ points, ...series }: Series): object {
  return {
    ...series,
    points: points.map(({ days: dayCount, sources: integrations, ...point }) => ({
      ...point,
      dayCount,
      integrations,
    })),
  }
}

function without(object: object, member: string): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== member))
}
