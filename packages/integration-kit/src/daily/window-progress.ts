import type { DateRange } from '../dates/date-range.ts'
import type { JsonValue } from '../stream.ts'

/**
 * A stream's cursor. It outlives its job, and syncs of different dates share it, so it says for each window that has been
 * begun how far it is read. A window that has been read to its beginning is taken out: the next sync of the same dates
 * reads all of them again, which is what brings late data in.
 *
 * Windows are read from their end backwards, and `before` is where reading goes on: all that is not before it is read.
 */
interface UnfinishedWindow extends DateRange {
  /** A date or an instant, as the stream reads. */
  readonly before: string
}

/** A job that was given up leaves its window behind. Only so many are remembered, the latest ones. */
const KEPT_WINDOWS = 4

/** Where reading of a window goes on; `undefined` where it begins. A cursor of an unknown form counts as none. */
export function progressOf(cursor: JsonValue | undefined, window: DateRange): string | undefined {
  return unfinishedOf(cursor).find((each) => isSame(each, window))?.before
}

/** The cursor after reading a window down to `before`; `undefined`: to its beginning. */
export function cursorAfter(
  cursor: JsonValue | undefined,
  { startDate, endDate }: DateRange,
  before: string | undefined,
): JsonValue {
  const others = unfinishedOf(cursor).filter((each) => !isSame(each, { startDate, endDate }))
  const unfinished = before === undefined ? others : [...others, { startDate, endDate, before }]
  return { ...membersOf(cursor), unfinished: unfinished.slice(-KEPT_WINDOWS).map((each) => ({ ...each })) }
}

/** What a cursor holds; nothing where it is of another form. */
export function membersOf(cursor: JsonValue | undefined): Readonly<Record<string, JsonValue>> {
  // `Array.isArray` does not tell a readonly array apart.
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
