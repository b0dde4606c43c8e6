import { Plural } from '@lingui/react/macro'
import { useMediaQuery } from '@mantine/hooks'
import type { LibraryMediaItem } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import classes from './timeline.module.css'
import { DAY_HEIGHT, ROW_HEIGHT } from './timeline-layout.ts'
import { TimelineRow } from './timeline-row.tsx'

/** Where the longest date fits in one line. */
const WIDE = '(min-width: 48em)'

interface TimelineDayProps {
  readonly date: string
  readonly count: number
  readonly top: number
  /** The rows that are in view, the last not included. */
  readonly first: number
  readonly last: number
  readonly items: readonly LibraryMediaItem[] | undefined
}

/** A day with those of its items that are in view. */
export function TimelineDay({ date, count, top, first, last, items }: TimelineDayProps) {
  const formats = useFormats()
  const length = useMediaQuery(WIDE) ? 'long' : 'short'
  const rows = Array.from({ length: last - first }, (_, offset) => first + offset)
  return (
    <section
      className={classes['day']}
      style={{ top, height: DAY_HEIGHT + count * ROW_HEIGHT }}
      aria-busy={items === undefined}
    >
      <h2 className={classes['heading']} style={{ height: DAY_HEIGHT }}>
        {formats.date(date, { weekday: length, day: 'numeric', month: length, year: 'numeric' })}
        <span className={classes['count']}>
          <Plural value={count} one="# item" other="# items" />
        </span>
      </h2>
      <ul className={classes['rows']}>
        {rows.map((row) => (
          <li
            key={row}
            aria-setsize={count}
            aria-posinset={row + 1}
            style={{ top: DAY_HEIGHT + row * ROW_HEIGHT, height: ROW_HEIGHT }}
          >
            <TimelineRow item={items?.[row]} />
          </li>
        ))}
      </ul>
    </section>
  )
}
