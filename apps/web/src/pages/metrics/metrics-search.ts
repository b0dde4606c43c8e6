import { addDays, countDays, isLocalDate } from '../../i18n/local-dates.ts'

export const PRESETS = ['7d', '30d', '90d', '1y', 'all'] as const
export type Preset = (typeof PRESETS)[number]

export const PERIODS = ['day', 'week', 'month'] as const
export type Period = (typeof PERIODS)[number]

/** The view that the address holds. */
export interface MetricsSearch {
  readonly metric?: readonly string[]
  readonly range?: Preset
  /** A range of one's own; both or none. */
  readonly from?: string
  readonly to?: string
  readonly per?: Period
  readonly compare?: true
  /** The value whose origin is explained: its metric and date. */
  readonly explain?: string
  readonly on?: string
}

/** The API answers no more at a time. */
const MOST_METRICS = 10
const MOST_DAYS = 3_700

const DAYS: Readonly<Record<Exclude<Preset, 'all'>, number>> = { '7d': 7, '30d': 30, '90d': 90, '1y': 365 }

/** What is not understood in an address is left out. */
export function readMetricsSearch(search: Record<string, unknown>): MetricsSearch {
  const { metric, range, from, to, per, compare, explain, on } = search
  const metrics = (Array.isArray(metric) ? metric : [metric]).filter((name) => typeof name === 'string')
  const preset = PRESETS.find((each) => each === range)
  const period = PERIODS.find((each) => each === per)
  const hasRange = isLocalDate(from) && isLocalDate(to) && from <= to && countDays(from, to) <= MOST_DAYS
  return {
    ...(metrics.length === 0 ? {} : { metric: [...new Set(metrics)].slice(0, MOST_METRICS) }),
    ...(hasRange ? { from, to } : preset === undefined ? {} : { range: preset }),
    ...(period === undefined ? {} : { per: period }),
    ...(compare === true ? { compare } : {}),
    ...(typeof explain === 'string' && isLocalDate(on) ? { explain, on } : {}),
  }
}

export interface DateRange {
  readonly from: string
  readonly to: string
}

/** The dates of a view. `first` is the earliest date with a value, for `all`. */
export function rangeOf(
  { from, to, range = '30d' }: MetricsSearch,
  { today, first }: { readonly today: string; readonly first: string | undefined },
): DateRange {
  if (from !== undefined && to !== undefined) return { from, to }
  if (range !== 'all') return { from: addDays(today, 1 - DAYS[range]), to: today }
  const earliest = addDays(today, 1 - MOST_DAYS)
  const start = first ?? addDays(today, -29)
  return { from: start < earliest ? earliest : start > today ? today : start, to: today }
}

/** As many days, directly before. */
export function rangeBefore({ from, to }: DateRange): DateRange {
  return { from: addDays(from, -countDays(from, to)), to: addDays(from, -1) }
}
