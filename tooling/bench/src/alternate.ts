/**
 * Measures every side once a round, A B, B A, A B, …: whatever slows the machine down for a while, or favours who comes
 * first, hits all sides alike.
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
