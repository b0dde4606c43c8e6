import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localTimeAt, offsetSeconds } from '../src/dates/utc-offset.ts'

describe('a time on the clock', () => {
  it.each([
    ['2026-11-02T04:10:00Z', '-14400s', '2026-11-02', '00:10'],
    ['2026-11-02T04:10:00.194153Z', '-04:00', '2026-11-02', '00:10'],
    ['2026-11-02T23:10:00Z', '3600s', '2026-11-03', '00:10'],
    ['2026-11-02T18:40:00Z', '+0530', '2026-11-03', '00:10'],
    ['2026-11-02T00:10:00+00:00', 'Z', '2026-11-02', '00:10'],
    ['2026-11-02T00:10:00.5Z', '0s', '2026-11-02', '00:10'],
  ])('follows from %s at %s', (instant, offset, date, time) => {
    expect(localTimeAt(instant, offset)).toEqual({ date, time })
  })

  it('is undefined without an offset or without an instant', () => {
    expect(localTimeAt('2026-11-02T04:10:00Z', undefined)).toBeUndefined()
    expect(localTimeAt('soon', '0s')).toBeUndefined()
    expect(localTimeAt(undefined, '0s')).toBeUndefined()
  })

  it('has an offset of any sign in both writings', () => {
    fc.assert(
      fc.property(fc.integer({ min: -14 * 4, max: 14 * 4 }), (quarters) => {
        const minutes = Math.abs(quarters) * 15
        const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
        expect(offsetSeconds(`${quarters * 900}s`)).toBe(quarters * 900)
        expect(offsetSeconds(`${quarters < 0 ? '-' : '+'}${clock}`)).toBe(quarters * 900)
      }),
    )
  })

  it.each([undefined, '', 'Europe/Berlin', '1h'])('has no offset in %s', (offset) => {
    expect(offsetSeconds(offset)).toBeUndefined()
  })
})
