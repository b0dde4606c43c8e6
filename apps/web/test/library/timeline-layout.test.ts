import { describe, expect, it } from 'vitest'
import { chunkDays } from '../../src/pages/library/timeline/day-chunks.ts'
import {
  isAstray,
  positionOf,
  type ScrollPosition,
  scrolledTo,
  scrollScale,
} from '../../src/pages/library/timeline/scroll-scale.ts'
import {
  DAY_HEIGHT,
  dayAt,
  dayOfDate,
  layOut,
  ROW_HEIGHT,
  visibleDays,
} from '../../src/pages/library/timeline/timeline-layout.ts'

const layout = layOut([
  { period: '2026-11-28', count: 2 },
  { period: '2026-11-20', count: 1000 },
  { period: '2025-01-01', count: 1 },
])
const second = DAY_HEIGHT + 2 * ROW_HEIGHT

describe('the layout of the timeline', () => {
  it('knows where each day is, and which is at a place', () => {
    expect([...layout.tops]).toEqual([0, second, second + DAY_HEIGHT + 1000 * ROW_HEIGHT])
    expect(layout.height).toBe(3 * DAY_HEIGHT + 1003 * ROW_HEIGHT)
    expect([0, second - 1, second, 1e9].map((place) => dayAt(layout, place))).toEqual([0, 0, 1, 2])
  })

  it('finds the day of a date, or the one before it', () => {
    expect(dayOfDate(layout, '2026-11-28')).toBe(0)
    expect(dayOfDate(layout, '2026-11-25')).toBe(1)
    expect(dayOfDate(layout, '1990-01-01')).toBe(2)
  })

  it('shows only the rows in view of a long day', () => {
    const from = second + DAY_HEIGHT + 500 * ROW_HEIGHT
    expect(visibleDays(layout, from, from + 3 * ROW_HEIGHT)).toEqual([
      { index: 1, top: second, first: 500, last: 503 },
    ])
    expect(visibleDays(layout, 0, second)).toEqual([
      { index: 0, top: 0, first: 0, last: 2 },
      { index: 1, top: second, first: 0, last: 0 },
    ])
  })
})

describe('the scroll bar of a list that is taller than an element can be', () => {
  const scale = scrollScale(56_000_000, 800)
  const end = scale.elementHeight - 800

  it('leads to both ends and to the same share between them', () => {
    const start: ScrollPosition = { scrollTop: 0, place: 0 }
    expect(scale.elementHeight).toBeLessThan(17_000_000)
    expect(scrolledTo(scale, start, end).place).toBe(56_000_000 - 800)
    expect(scrolledTo(scale, start, end / 2).place).toBeCloseTo((56_000_000 - 800) / 2, 0)
    expect(scrolledTo(scale, { scrollTop: end, place: 56_000_000 - 800 }, 0).place).toBe(0)
  })

  it('moves rows by a wheel as far as the wheel says', () => {
    const middle = positionOf(scale, 28_000_000)
    const after = scrolledTo(scale, middle, middle.scrollTop + 100)
    expect(after.place - middle.place).toBe(100)
    expect(isAstray(scale, after)).toBe(true)
    expect(isAstray(scale, positionOf(scale, after.place))).toBe(false)
  })

  it('does not stop before the last row', () => {
    let position = positionOf(scale, 56_000_000 - 3000)
    for (let step = 0; step < 50; step++) {
      position = scrolledTo(scale, position, Math.min(end, position.scrollTop + 100))
      position = positionOf(scale, position.place)
    }
    expect(position.place).toBe(56_000_000 - 800)
  })

  it('is the plain one where the list fits', () => {
    const short = scrollScale(5000, 800)
    expect(short.elementHeight).toBe(5000)
    expect(scrolledTo(short, { scrollTop: 0, place: 0 }, 4200)).toEqual({ scrollTop: 4200, place: 4200 })
  })
})

describe('chunkDays', () => {
  it('loads sparse days together and a full one by itself', () => {
    const { chunks, ofDay } = chunkDays([
      { period: '2026-11-28', count: 100 },
      { period: '2026-11-20', count: 50 },
      { period: '2026-11-19', count: 900 },
      { period: '2026-11-18', count: 1 },
    ])
    expect(chunks).toEqual([
      { from: '2026-11-20', to: '2026-11-28', count: 150 },
      { from: '2026-11-19', to: '2026-11-19', count: 900 },
      { from: '2026-11-18', to: '2026-11-18', count: 1 },
    ])
    expect([...ofDay]).toEqual([0, 0, 1, 2])
  })
})
