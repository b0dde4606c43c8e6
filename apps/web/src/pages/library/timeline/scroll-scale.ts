/**
 * Chromium ends elements at 33.5 million pixels, Firefox at 17.8 million: a million rows are taller. The element that is scrolled is
 * shortened, and the scroll bar leads to the same share of the list.
 */
const TALLEST = 8_000_000

/** The height of a list, and that of the element which is scrolled in its place. */
export interface ScrollScale {
  readonly height: number
  readonly elementHeight: number
  readonly viewport: number
}

/** Where the scroll bar is, and which place of the list is at the top. */
export interface ScrollPosition {
  readonly scrollTop: number
  readonly place: number
}

export function scrollScale(height: number, viewport: number): ScrollScale {
  return { height, viewport, elementHeight: Math.min(height, TALLEST) }
}

/** How far the list and the element can be scrolled. */
function ends({ height, elementHeight, viewport }: ScrollScale): {
  readonly list: number
  readonly element: number
} {
  return { list: Math.max(0, height - viewport), element: Math.max(0, elementHeight - viewport) }
}

/** The position in which a place of the list is at the top. */
export function positionOf(scale: ScrollScale, place: number): ScrollPosition {
  const { list, element } = ends(scale)
  const within = Math.max(0, Math.min(list, place))
  return { place: within, scrollTop: list === 0 ? 0 : Math.round((within / list) * element) }
}

/**
 * The position after the scroll bar has moved. A wheel, a key and a finger move the rows as far as they say; the scroll bar, which moves
 * by more than what is in view, leads to its share of the list. At both ends of the scroll bar are the ends of the list.
 */
export function scrolledTo(scale: ScrollScale, before: ScrollPosition, scrollTop: number): ScrollPosition {
  const { list, element } = ends(scale)
  if (list === element) return { scrollTop, place: scrollTop }
  const moved = scrollTop - before.scrollTop
  if (moved === 0) return before
  const place = before.place + moved
  const isEnd = scrollTop <= 0 || scrollTop >= element
  const isWithin = place >= 0 && place <= list
  if (Math.abs(moved) <= scale.viewport && isWithin && !isEnd) return { scrollTop, place }
  return { scrollTop, place: (Math.max(0, Math.min(element, scrollTop)) / Math.max(1, element)) * list }
}

/** Whether the scroll bar has to be moved, since rows have moved by their own measure: near its ends at once, else when at rest. */
export function isAstray(scale: ScrollScale, position: ScrollPosition): boolean {
  return Math.abs(positionOf(scale, position.place).scrollTop - position.scrollTop) > 1
}
