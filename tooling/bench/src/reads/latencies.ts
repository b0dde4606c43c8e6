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
  // The nearest rank: the result is a measured value.
  const quantile = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
  return {
    count: sorted.length,
    p50: quantile(0.5),
    p99: quantile(0.99),
    most: quantile(1),
    rate: sorted.length / seconds,
  }
}
