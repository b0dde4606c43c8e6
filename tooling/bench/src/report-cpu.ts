import { median, medianRatio } from './median.ts'
import { printLine } from './report.ts'
import type { UsedCpu } from './server/used-cpu.ts'

/** The processor time of so many records or accounts. */
export interface CountedCpu {
  readonly cpu: UsedCpu
  readonly count: number
}

/**
 * Prints the processor time of a record or account, of the program and of PostgreSQL, on both sides, and the ratio of their sums: what the plain
 * program takes of it. It is meaningful on a busy machine, too.
 */
export function printCpu({
  ours,
  plain,
  unit,
}: {
  readonly ours: readonly CountedCpu[]
  readonly plain: readonly CountedCpu[]
  /** `a record`. */
  readonly unit: string
}): void {
  for (const [label, side] of [
    ['processor, plain', plain],
    ['processor, server', ours],
  ] as const) {
    const microseconds = (of: 'program' | 'database') =>
      median(side.map(({ cpu, count }) => (cpu[of] / count) * 1e6)).toFixed(1)
    printLine(label, `${microseconds('program')} µs ${unit}, PostgreSQL ${microseconds('database')}`)
  }
  const all = (side: readonly CountedCpu[]) =>
    side.map(({ cpu, count }) => (cpu.program + cpu.database) / count)
  printLine('processor, plain / server', medianRatio(all(plain), all(ours)).toFixed(2))
}
