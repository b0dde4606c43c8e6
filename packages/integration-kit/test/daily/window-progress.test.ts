import { describe, expect, it } from 'vitest'
import { cursorAfter, progressOf } from '../../src/daily/window-progress.ts'
import { daysIn, newestFirst, without } from '../../src/dates/calendar.ts'
import type { JsonValue } from '../../src/stream.ts'

const YEAR = { startDate: '2025-11-22', endDate: '2026-11-21' }
const WEEK = { startDate: '2026-11-15', endDate: '2026-11-21' }

describe('the cursor', () => {
  it('remembers each window that is not read to its beginning, and no other', () => {
    const begun = cursorAfter(undefined, YEAR, '2026-08-01')
    const both = cursorAfter(begun, WEEK, '2026-11-18')
    expect([progressOf(both, YEAR), progressOf(both, WEEK)]).toEqual(['2026-08-01', '2026-11-18'])
    const finished = cursorAfter(both, WEEK, undefined)
    expect([progressOf(finished, YEAR), progressOf(finished, WEEK)]).toEqual(['2026-08-01', undefined])
  })

  it('does not grow with abandoned windows', () => {
    let cursor: JsonValue | undefined
    for (let day = 10; day < 30; day += 1)
      cursor = cursorAfter(cursor, { ...WEEK, endDate: `2026-11-${day}` }, '2026-11-01')
    expect(JSON.stringify(cursor).length).toBeLessThan(400)
    expect(progressOf(cursor, { ...WEEK, endDate: '2026-11-29' })).toBe('2026-11-01')
  })

  it.each([null, 7, 'x', [], {}, { unfinished: 3 }, { unfinished: [null, { startDate: 1 }] }])(
    'of another form is ignored: %j',
    (cursor) => {
      expect(progressOf(cursor as JsonValue, WEEK)).toBeUndefined()
      expect(cursorAfter(cursor as JsonValue, WEEK, undefined)).toEqual({ unfinished: [] })
    },
  )
})

describe('a window', () => {
  it.each([1, 7, 14, 84, 90, 400])('in pieces of %d days is complete again', (days) => {
    const pieces = [...newestFirst(YEAR, days)]
    expect(pieces.map(daysIn).reduce((sum, each) => sum + each)).toBe(365)
    expect(pieces.every((piece) => daysIn(piece) <= days)).toBe(true)
    expect(pieces[0]?.endDate).toBe(YEAR.endDate)
    expect(pieces.at(-1)?.startDate).toBe(YEAR.startDate)
  })

  it('without some dates is the ranges around them, newest first', () => {
    expect(without(WEEK, new Set(['2026-11-17', '2026-11-18', '2026-11-21', '2026-12-24']))).toEqual([
      { startDate: '2026-11-19', endDate: '2026-11-20' },
      { startDate: '2026-11-15', endDate: '2026-11-16' },
    ])
    expect(without(WEEK, new Set())).toEqual([WEEK])
    expect(without({ startDate: '2026-11-21', endDate: '2026-11-21' }, new Set(['2026-11-21']))).toEqual([])
  })
})
