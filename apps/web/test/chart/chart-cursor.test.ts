import { describe, expect, it } from 'vitest'
import { isolatedPoints } from '../../src/components/chart/isolated-points.ts'
import { movedCursor } from '../../src/components/chart/moved-cursor.ts'

describe('movedCursor', () => {
  it('begins at the last date and stays within the dates', () => {
    expect(movedCursor('ArrowLeft', undefined, 9)).toBe(9)
    expect(movedCursor('ArrowLeft', 9, 9)).toBe(8)
    expect(movedCursor('ArrowRight', 9, 9)).toBe(9)
    expect(movedCursor('PageUp', 5, 9)).toBe(0)
    expect(movedCursor('End', 0, 9)).toBe(9)
  })

  it('leaves other keys to the page, and a chart without dates alone', () => {
    expect(movedCursor('Tab', 3, 9)).toBeUndefined()
    expect(movedCursor('ArrowLeft', undefined, -1)).toBeUndefined()
  })
})

describe('isolatedPoints', () => {
  it('finds values between gaps and at the ends', () => {
    expect(isolatedPoints([1, null, 0, null, 2, 3, null, 4])).toEqual([0, 2, 7])
  })
})
