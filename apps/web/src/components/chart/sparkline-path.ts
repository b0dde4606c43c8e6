export interface SparklineSize {
  readonly width: number
  readonly height: number
}

/** Half the stroke: what is drawn at the edge is not cut off. */
const MARGIN = 1.5

export interface SparklinePath {
  /** Lines between neighbouring values, as the `d` of an SVG path; a gap is not bridged. */
  readonly line: string
  /** Values without a neighbour, which a line would not show. */
  readonly dots: readonly { readonly x: number; readonly y: number }[]
}

/** The shape of a row of values. The smallest is at the bottom, the largest at the top; equal ones are in the middle. */
export function sparklinePath(
  values: readonly (number | null)[],
  { width, height }: SparklineSize,
): SparklinePath {
  const present = values.filter((value) => value !== null)
  const low = Math.min(...present)
  const high = Math.max(...present)
  const x = (index: number) =>
    round(values.length < 2 ? width / 2 : MARGIN + (index * (width - 2 * MARGIN)) / (values.length - 1))
  const y = (value: number) =>
    round(high === low ? height / 2 : MARGIN + ((high - value) * (height - 2 * MARGIN)) / (high - low))
  const commands: string[] = []
  const dots: { x: number; y: number }[] = []
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    const follows = index > 0 && values[index - 1] !== null
    const isFollowed = index + 1 < values.length && values[index + 1] !== null
    if (!follows && !isFollowed) dots.push({ x: x(index), y: y(value) })
    else commands.push(`${follows ? 'L' : 'M'}${x(index)} ${y(value)}`)
  }
  return { line: commands.join(''), dots }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
