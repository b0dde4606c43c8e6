import type { LibraryMediaItem } from '@tributary/client'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Items by the local day that the timeline counts them on: of their instant in the zone, else the date as delivered. */
export function groupByDay(
  items: readonly LibraryMediaItem[],
  timeZone: string,
): ReadonlyMap<string, readonly LibraryMediaItem[]> {
  return Map.groupBy(items, ({ occurredAt, occurredOn }) =>
    occurredAt === null ? occurredOn : localDate(occurredAt, timeZone),
  )
}

function localDate(instant: string, timeZone: string): string {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(new Date(instant))
}
