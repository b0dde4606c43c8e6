import { useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react'
import { useFormats } from '../../../i18n/formats.ts'
import { type CalendarDay, layOutDays, monthsOf } from './calendar-days.ts'
import { DAY_STYLES } from './day-style.ts'
import { useDayWords } from './use-day-words.ts'

/** In pixels: squares are as large as the page allows. */
const SMALLEST = 12
const LARGEST = 19
const GAP = 2
const ROWS = [0, 1, 2, 3, 4, 5, 6]
/** What a key adds to the day. */
const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 }

interface HeatMapProps {
  readonly label: string
  readonly from: string
  /** A letter for each day. */
  readonly states: string
  readonly selected: string | undefined
  readonly onSelect: (date: string) => void
}

/**
 * A year of one stream: a column for each week, a row for each weekday. One day is in the order of the Tab key; the arrow keys go to the
 * others, Enter chooses.
 */
export const HeatMap = memo(function HeatMap({ label, from, states, selected, onSelect }: HeatMapProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const words = useDayWords()
  const days = useMemo(() => layOutDays(from, states), [from, states])
  const [current, setCurrent] = useState(() => days.length - 1)
  const grid = useRef<HTMLDivElement>(null)
  const region = useRef<HTMLDivElement>(null)
  // The latest days are looked at first.
  useEffect(() => {
    if (region.current !== null) region.current.scrollLeft = region.current.scrollWidth
  }, [from])
  const active = Math.min(current, days.length - 1)
  const move = (event: KeyboardEvent) => {
    const next = nextDay(event.key, active, days.length)
    if (next === undefined) return
    event.preventDefault()
    setCurrent(next)
    grid.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus()
  }
  const columns = (days.at(-1)?.column ?? 0) + 1
  const width = { minWidth: columns * (SMALLEST + GAP), maxWidth: columns * (LARGEST + GAP) }
  const template = { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, columnGap: GAP }
  return (
    <div
      ref={region}
      role="region"
      aria-label={t`${label}: days`}
      tabIndex={0}
      style={{ overflowX: 'auto', paddingBottom: 4 }}
    >
      <div style={{ display: 'grid', ...template, ...width }} aria-hidden>
        {monthsOf(days).map(({ date, column }) => (
          <Text
            key={date}
            size="xs"
            c="dimmed"
            style={{ gridColumn: `${column + 1} / span 4`, gridRow: 1 }}
            truncate
          >
            {formats.date(date, { month: 'short' })}
          </Text>
        ))}
      </div>
      <div
        ref={grid}
        role="grid"
        aria-label={label}
        onKeyDown={move}
        style={{ display: 'grid', rowGap: GAP, ...width }}
      >
        {ROWS.map((row) => (
          <div key={row} role="row" style={{ display: 'grid', ...template }}>
            {days.map((day, index) =>
              day.row === row ? (
                <Day
                  key={day.date}
                  day={day}
                  index={index}
                  name={`${formats.date(day.date)}: ${words[day.state]}`}
                  isCurrent={index === active}
                  isSelected={day.date === selected}
                  onSelect={onSelect}
                />
              ) : null,
            )}
          </div>
        ))}
      </div>
    </div>
  )
})

interface DayProps {
  readonly day: CalendarDay
  readonly index: number
  readonly name: string
  readonly isCurrent: boolean
  readonly isSelected: boolean
  readonly onSelect: (date: string) => void
}

const Day = memo(function Day({ day, index, name, isCurrent, isSelected, onSelect }: DayProps) {
  return (
    <button
      type="button"
      role="gridcell"
      data-day={index}
      aria-label={name}
      aria-selected={isSelected}
      title={name}
      tabIndex={isCurrent ? 0 : -1}
      onClick={() => onSelect(day.date)}
      style={{
        gridColumn: day.column + 1,
        aspectRatio: '1',
        minHeight: SMALLEST,
        padding: 0,
        border: 'none',
        borderRadius: 3,
        background: 'none',
        cursor: 'pointer',
        // Not `:focus`, which the ring of the keyboard uses.
        ...(isSelected ? { boxShadow: '0 0 0 2px var(--mantine-color-text)' } : {}),
      }}
    >
      <span style={{ display: 'block', height: '100%', borderRadius: 3, ...DAY_STYLES[day.state] }} />
    </button>
  )
})

function nextDay(key: string, current: number, count: number): number | undefined {
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  const step = STEPS[key]
  return step === undefined ? undefined : Math.max(0, Math.min(count - 1, current + step))
}
