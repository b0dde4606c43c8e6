import { quantile } from '../quantile.ts'

/** How long answers took, in milliseconds from when they were due. */
export interface Latencies {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly most: number
  /** Per second, of those that were answered. */
  readonly rate: number
}

export function latenciesOf(milliseconds: readonly number[], seconds: number): Latencies {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  return {
    count: sorted.length,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    most: quantile(sorted, 1),
    rate: sorted.length / seconds,
  }
}
