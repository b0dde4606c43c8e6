import { describe, expect, test } from 'vitest'
import { askedWindow, MAX_SYNC_DAYS } from '../src/routes/asked-window.ts'

const NOW = new Date('2026-11-21T12:00:00Z')

describe('the dates of a requested sync', () => {
  test.each([
    // As the scheduled sync.
    [{}, '2026-11-14', '2026-11-22'],
    [{ from: '2026-11-01' }, '2026-11-01', '2026-11-22'],
    [{ to: '2026-03-01' }, '2026-02-23', '2026-03-01'],
    [{ from: '2026-11-21', to: '2026-11-21' }, '2026-11-21', '2026-11-21'],
    // Where it is tomorrow already.
    [{ from: '2026-11-22' }, '2026-11-22', '2026-11-22'],
    [{ from: '2026-11-01', to: '2026-11-30' }, '2026-11-01', '2026-11-22'],
    [{ from: '2026-11-01', to: '9999-12-31' }, '2026-11-01', '2026-11-22'],
    [{ to: '2026-12-31' }, '2026-11-16', '2026-11-22'],
    [{ from: '2010-01-01', to: '2019-12-31' }, '2010-01-01', '2019-12-31'],
    [{ from: '2000-01-01', to: '2009-12-31' }, '2000-01-01', '2009-12-31'],
  ])('%j is %s to %s', (asked, startDate, endDate) => {
    expect(askedWindow(asked, {}, NOW)).toEqual({ startDate, endDate })
  })

  test.each([
    [{ from: '2026-11-23' }, 'The start 2026-11-23 is in the future. Choose a date up to today, 2026-11-21.'],
    [{ from: '2999-01-01', to: '2999-01-07' }, 'The start 2999-01-01 is in the future.'],
    [{ from: '2026-02-30' }, '2026-02-30 is not a valid date.'],
    [{ to: '2026-02-30' }, '2026-02-30 is not a valid date.'],
    [
      { from: '2000-01-01', to: '2010-01-01' },
      'From 2000-01-01 to 2010-01-01 is more than ten years (3653 days). Request it in parts: from 2000-01-01 to 2009-12-31 first.',
    ],
    [{ from: '0001-01-01' }, 'From 0001-01-01 to 2026-11-22 is more than ten years (3653 days).'],
  ])('%j is refused with what to do', (asked, message) => {
    expect(() => askedWindow(asked, {}, NOW)).toThrow(
      expect.objectContaining({
        code: 'INTEGRATION_BAD_OPTION',
        definition: expect.objectContaining({ status: 400 }),
        message: expect.stringContaining(message),
      }),
    )
  })

  test('an end before the start is refused with both', () => {
    expect(() => askedWindow({ from: '2026-11-10', to: '2026-11-09' }, {}, NOW)).toThrow(
      expect.objectContaining({
        code: 'KERNEL_BAD_RANGE',
        message: '`from` (2026-11-10) is after `to` (2026-11-09): exchange them.',
      }),
    )
  })

  test('the part that a refusal proposes is accepted', () => {
    expect(MAX_SYNC_DAYS).toBe(3_653)
    expect(askedWindow({ from: '2000-01-01', to: '2009-12-31' }, {}, NOW)).toEqual({
      startDate: '2000-01-01',
      endDate: '2009-12-31',
    })
  })
})
