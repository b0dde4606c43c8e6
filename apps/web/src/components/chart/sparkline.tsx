import { sparklinePath } from './sparkline-path.ts'

interface SparklineProps {
  /** One for each day, the earliest first; `null` is a gap. */
  readonly values: readonly (number | null)[]
  /** What a screen reader says of it; without, it repeats what stands beside it and is silent. */
  readonly label?: string
  readonly width?: number
  readonly height?: number
}

/** The course of a metric in the size of a word. */
export function Sparkline({ values, label, width = 120, height = 32 }: SparklineProps) {
  const { line, dots } = sparklinePath(values, { width, height })
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      preserveAspectRatio="none"
      style={{ maxWidth: '100%', display: 'block' }}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <path
        d={line}
        fill="none"
        stroke="var(--mantine-color-anchor)"
        strokeWidth={1.5}
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
      {dots.map(({ x, y }) => (
        <circle key={x} cx={x} cy={y} r={1.5} fill="var(--mantine-color-anchor)" />
      ))}
    </svg>
  )
}
