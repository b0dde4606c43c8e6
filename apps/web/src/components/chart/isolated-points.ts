/** The places of values without a neighbour: a line does not show them. */
export function isolatedPoints(values: ArrayLike<number | null | undefined>): number[] {
  const isolated: number[] = []
  for (let index = 0; index < values.length; index++) {
    if (values[index] == null) continue
    if (values[index - 1] == null && values[index + 1] == null) isolated.push(index)
  }
  return isolated
}
