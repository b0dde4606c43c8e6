/**
 * Measures every side once per round, A B, B A, A B, …: temporary slowness of the machine, or an advantage of the
 * first side, affects all sides alike.
 */
export async function alternate<Side extends string, Result>(
  sides: readonly Side[],
  rounds: number,
  measure: (side: Side) => Promise<Result>,
): Promise<Record<Side, Result[]>> {
  const results = Object.fromEntries(sides.map((side) => [side, []])) as unknown as Record<Side, Result[]>
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) results[side].push(await measure(side))
  }
  return results
}
