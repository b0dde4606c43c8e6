import type { DateRange } from '../dates/date-range.ts'
import type { JsonValue } from '../stream.ts'

/**
 * A stream's cursor. It outlives its job, and syncs of different dates share it, so it contains the progress of each window that
 * was begun. A completely read window is removed: the next sync of the same dates reads all of them again, which finds late data.
 *
 * Windows are read backwards from their end, and reading resumes at `before`: everything that is not before it has been read.
 */
interface UnfinishedWindow extends DateRange {
  /** A date or an instant, as the stream reads. */
  readonly before: string
}

/** Abandoned jobs leave their windows behind. Only this many are remembered, the latest ones. */
const KEPT_WINDOWS = 4

/** Where reading of a window resumes; `undefined` at its end. A cursor of an unknown form is ignored. */
export function progressOf(cursor: JsonValue | undefined, window: DateRange): string | undefined {
  return unfinishedOf(cursor).find((each) => isSame(each, window))?.before
}

/** The cursor after reading a window down to `before`; `undefined`: completely. */
export function cursorAfter(
  cursor: JsonValue | undefined,
  { startDate, endDate }: DateRange,
  before: string | undefined,
): JsonValue {
  const others = unfinishedOf(cursor).filter((each) => !isSame(each, { startDate, endDate }))
  const unfinished = before === undefined ? others : [...others, { startDate, endDate, before }]
  return { ...membersOf(cursor), unfinished: unfinished.slice(-KEPT_WINDOWS).map((each) => ({ ...each })) }
}

/** The windows in a cursor; empty for another form. */
export function membersOf(cursor: JsonValue | undefined): Readonly<Record<string, JsonValue>> {
  // `Array.isArray` does not narrow a readonly array.
  return typeof cursor === 'object' && cursor !== null && !Array.isArray(cursor)
    ? (cursor as Readonly<Record<string, JsonValue>>)
    : {}
}

function unfinishedOf(cursor: JsonValue | undefined): readonly UnfinishedWindow[] {
  const { unfinished } = membersOf(cursor)
  return Array.isArray(unfinished) ? unfinished.filter(isUnfinishedWindow) : []
}

function isUnfinishedWindow(value: unknown): value is UnfinishedWindow {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['startDate', 'endDate', 'before'].every(
      (name) => typeof (value as Record<string, unknown>)[name] === 'string',
    )
  )
}

function isSame(one: DateRange, other: DateRange): boolean {
  return one.startDate === other.startDate && one.endDate === other.endDate
}
