import { median } from './median.ts'
import { judged, printLine, whole } from './report.ts'
import type { MeasuredMemory } from './server/resident-memory.ts'

/** The target of the engine's memory above the idle server, in megabytes. */
const MOST = 150

/** Idle, peak, and the quarters, which show whether it grows with the amount read. */
export function reportMemory(measured: readonly MeasuredMemory[]): void {
  const idle = median(measured.map((each) => each.idle))
  const aboveIdle = (of: (each: MeasuredMemory) => number | undefined) =>
    median(measured.map((each) => (of(each) ?? Number.NaN) - each.idle))
  const peak = aboveIdle((each) => each.peak)
  const quarters = ['25 %', '50 %', '75 %', 'the end'].map(
    (name, index) => `at ${name} +${whole(aboveIdle((each) => each.quarters[index]))}`,
  )
  printLine(
    'memory of the server',
    `idle ${whole(idle)} MB, peak +${whole(peak)} MB, ${judged(peak, { is: 'at most', value: MOST })}`,
  )
  printLine('', quarters.join(', '))
}
