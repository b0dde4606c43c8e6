import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import {
  isAstray,
  positionOf,
  type ScrollPosition,
  type ScrollScale,
  scrolledTo,
  scrollScale,
} from './scroll-scale.ts'

/** Nothing is read while the scroll bar moves. */
const REST_MILLISECONDS = 120

export interface TimelineScroll {
  readonly scale: ScrollScale
  readonly position: ScrollPosition
  /** Whether the list is moving. */
  readonly isMoving: boolean
  /** Puts a place of the list at the top. */
  readonly goTo: (place: number) => void
}

/** Follows an element that is scrolled in place of a list of any height. */
export function useTimelineScroll(element: RefObject<HTMLElement | null>, height: number): TimelineScroll {
  const [viewport, setViewport] = useState(0)
  const [position, setPosition] = useState<ScrollPosition>({ scrollTop: 0, place: 0 })
  const [isMoving, setMoving] = useState(false)
  const scale = useMemo(() => scrollScale(height, viewport), [height, viewport])
  const current = useRef({ scale, position })

  useLayoutEffect(() => {
    const scrolled = element.current
    if (scrolled === null) return
    const measure = () => setViewport(scrolled.clientHeight)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(scrolled)
    return () => observer.disconnect()
  }, [element])

  const move = useMemo(
    () => (next: ScrollPosition) => {
      current.current.position = next
      setPosition(next)
    },
    [],
  )

  // The list has become longer or shorter: the same place stays at the top.
  useLayoutEffect(() => {
    current.current.scale = scale
    const scrolled = element.current
    if (scrolled === null || scale.viewport === 0) return
    const next = positionOf(scale, current.current.position.place)
    if (Math.abs(scrolled.scrollTop - next.scrollTop) > 1) scrolled.scrollTop = next.scrollTop
    move({ ...next, scrollTop: scrolled.scrollTop })
  }, [scale, element, move])

  useEffect(() => {
    const scrolled = element.current
    if (scrolled === null) return
    let frame: number | undefined
    let rest: ReturnType<typeof setTimeout> | undefined
    const align = () => {
      const { scale: now, position: at } = current.current
      if (!isAstray(now, at)) return
      const next = positionOf(now, at.place)
      // Before the event of this movement arrives, so that it does not count as one.
      move(next)
      scrolled.scrollTop = next.scrollTop
    }
    const update = () => {
      frame = undefined
      const { scale: now, position: before } = current.current
      move(scrolledTo(now, before, scrolled.scrollTop))
      const end = now.elementHeight - now.viewport
      if (scrolled.scrollTop < now.viewport || scrolled.scrollTop > end - now.viewport) align()
    }
    const scroll = () => {
      if (scrolled.scrollTop === current.current.position.scrollTop) return
      frame ??= requestAnimationFrame(update)
      setMoving(true)
      clearTimeout(rest)
      rest = setTimeout(() => {
        setMoving(false)
        align()
      }, REST_MILLISECONDS)
    }
    scrolled.addEventListener('scroll', scroll, { passive: true })
    return () => {
      scrolled.removeEventListener('scroll', scroll)
      clearTimeout(rest)
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
  }, [element, move])

  return {
    scale,
    position,
    isMoving,
    goTo: (place) => {
      const next = positionOf(current.current.scale, place)
      move(next)
      if (element.current !== null) element.current.scrollTop = next.scrollTop
    },
  }
}
