import type { MetricsMetricSeries } from '@tributary/client'

interface WeightedValue {
  readonly value: number
  readonly dayCount: number
}

/** One number for a whole range, by the function of the metric; `null` without values. An average counts each day once. */
export function summarizePoints(
  points: readonly WeightedValue[],
  by: MetricsMetricSeries['function'],
): number | null {
  if (points.length === 0) return null
  const values = points.map(({ value }) => value)
  if (by === 'min') return Math.min(...values)
  if (by === 'max') return Math.max(...values)
  if (by === 'last') return values.at(-1) ?? null
  const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)
  if (by !== 'avg') return sum(values)
  const days = sum(points.map(({ dayCount }) => dayCount))
  return days === 0 ? null : sum(points.map(({ value, dayCount }) => value * dayCount)) / days
}
