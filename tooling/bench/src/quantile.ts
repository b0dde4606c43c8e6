/** A quantile of values in ascending order, by the nearest rank: the result is one of them. `NaN` without values. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? Number.NaN
}
