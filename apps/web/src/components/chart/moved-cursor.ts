/** Page Up and Page Down move by a month of days. */
const PAGE = 30

/** Where a key moves the cursor of a chart; `undefined` for a key that does not. Without a cursor it begins at the end. */
export function movedCursor(key: string, index: number | undefined, last: number): number | undefined {
  if (last < 0) return undefined
  const from = index ?? last
  const target = {
    ArrowLeft: index === undefined ? last : from - 1,
    ArrowDown: index === undefined ? last : from - 1,
    ArrowRight: from + 1,
    ArrowUp: from + 1,
    PageUp: from - PAGE,
    PageDown: from + PAGE,
    Home: 0,
    End: last,
  }[key]
  return target === undefined ? undefined : Math.max(0, Math.min(last, target))
}
