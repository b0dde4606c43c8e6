import { Plural, useLingui } from '@lingui/react/macro'
import { Group, Text } from '@mantine/core'
import { useMemo, useRef } from 'react'
import { Problem } from '../../../components/problem.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import type { LibrarySearch } from '../library-search.ts'
import { chunkDays } from './day-chunks.ts'
import { GoToDate } from './go-to-date.tsx'
import classes from './timeline.module.css'
import { TimelineDay } from './timeline-day.tsx'
import { type DayCount, dayAt, dayOfDate, layOut, visibleDays } from './timeline-layout.ts'
import { useTimelineItems } from './use-timeline-items.ts'
import { useTimelineScroll } from './use-timeline-scroll.ts'
import { YearMarks } from './year-marks.tsx'

interface TimelineProps {
  /** The newest first. */
  readonly days: readonly DayCount[]
  readonly count: number
  readonly search: LibrarySearch
  readonly timeZone: string
}

/** Rows above and below the view that are there before they are scrolled into it, in pixels. */
const OVERSCAN = 300

/** Days with their items, of any number: only those in view are in the page and in memory. */
export function Timeline({ days, count, search, timeZone }: TimelineProps) {
  const { t } = useLingui()
  const { date } = useFormats()
  const element = useRef<HTMLDivElement>(null)
  const layout = useMemo(() => layOut(days), [days])
  const chunks = useMemo(() => chunkDays(days), [days])
  const { scale, position, isMoving, goTo } = useTimelineScroll(element, layout.height)
  const { place, scrollTop } = position
  const visible = visibleDays(layout, place - OVERSCAN, place + scale.viewport + OVERSCAN)
  const { itemsOf, error, readAgain } = useTimelineItems({
    layout,
    chunks,
    visible,
    search,
    timeZone,
    isMoving,
  })
  const top = layout.days[dayAt(layout, place)]?.period
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Text size="sm" c="dimmed">
          <Plural value={count} one="# item" other="# items" />
        </Text>
        <GoToDate
          first={days.at(-1)?.period}
          last={days[0]?.period}
          onGo={(wanted) => goTo(layout.tops[dayOfDate(layout, wanted)] ?? 0)}
        />
      </Group>
      {error !== undefined && error !== null && (
        <Problem error={error} action={{ label: t`Try again`, onClick: readAgain }} />
      )}
      <div className={classes['frame']}>
        <section
          ref={element}
          className={classes['scroller']}
          aria-label={t`Timeline, the newest first`}
          tabIndex={0}
        >
          <div style={{ height: scale.elementHeight, position: 'relative' }}>
            {visible.map(({ index, top: dayTop, first, last }) => (
              <TimelineDay
                key={days[index]?.period}
                date={days[index]?.period ?? ''}
                count={days[index]?.count ?? 0}
                // From the place in the list to that in the shortened element.
                top={dayTop - place + scrollTop}
                first={first}
                last={last}
                items={itemsOf(index)}
              />
            ))}
          </div>
        </section>
        <YearMarks layout={layout} scale={scale} />
        {isMoving && top !== undefined && (
          <div className={classes['label']} aria-hidden>
            {date(top, { day: 'numeric', month: 'long', year: 'numeric' })}
          </div>
        )}
      </div>
    </>
  )
}
