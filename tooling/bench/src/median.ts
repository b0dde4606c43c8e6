/** The median; of an even number, the mean of the two middle values. `NaN` without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return (lower + upper) / 2
}

/**
 * The middle of the ratios of each round. What slows the machine down for some seconds is in both sides of a round, and
 * so not in its ratio, where the medians of the two sides may come from different minutes.
 */
export function medianRatio(ours: readonly number[], against: readonly number[]): number {
  return median(ours.map((value, round) => value / (against[round] ?? Number.NaN)))
}
