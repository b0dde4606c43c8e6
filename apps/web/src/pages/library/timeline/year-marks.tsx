import { positionOf, type ScrollScale } from './scroll-scale.ts'
import classes from './timeline.module.css'
import type { TimelineLayout } from './timeline-layout.ts'
import { yearMarks } from './year-places.ts'

/** Where the years begin, beside the scroll bar. Silent: headings say the dates. */
export function YearMarks({
  layout,
  scale,
}: {
  readonly layout: TimelineLayout
  readonly scale: ScrollScale
}) {
  if (scale.viewport === 0 || layout.height < 4 * scale.viewport) return null
  const marks = yearMarks(layout, (place) => {
    const { scrollTop } = positionOf(scale, place)
    return (scrollTop / Math.max(1, scale.elementHeight - scale.viewport)) * scale.viewport
  })
  return (
    <div className={classes['years']} aria-hidden>
      {marks.map(({ year, top }) => (
        <span key={year} style={{ top: Math.min(top, scale.viewport - 16) }}>
          {year}
        </span>
      ))}
    </div>
  )
}
