import type { TimelineLayout } from './timeline-layout.ts'

/** Labels that are nearer to each other would overlap. */
const LEAST_DISTANCE = 22

/** The years of a timeline and where the first day of each, from the top, is marked. */
export function yearMarks(
  { days, tops }: TimelineLayout,
  topOf: (place: number) => number,
): { readonly year: string; readonly top: number }[] {
  const marks: { year: string; top: number }[] = []
  let year = ''
  for (const [index, { period }] of days.entries()) {
    if (period.startsWith(year) && year !== '') continue
    year = period.slice(0, 5)
    const top = topOf(tops[index] ?? 0)
    if (top - (marks.at(-1)?.top ?? Number.NEGATIVE_INFINITY) >= LEAST_DISTANCE)
      marks.push({ year: period.slice(0, 4), top })
  }
  return marks
}
