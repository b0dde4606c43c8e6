import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { checkDateRange, checkTimeRange, isProblemError, listOf, unknownValue } from '../src/index.ts'

const problemOf = (act: () => void) => {
  try {
    act()
  } catch (error) {
    if (isProblemError(error)) return [error.definition.code, error.message]
    throw error
  }
  return undefined
}

describe('a range of local dates', () => {
  test('may be a single day, open at one end, or absent', () => {
    expect(problemOf(() => checkDateRange({ from: '2026-11-01', to: '2026-11-01' }))).toBeUndefined()
    expect(problemOf(() => checkDateRange({ from: '2026-11-01' }))).toBeUndefined()
    expect(problemOf(() => checkDateRange({}))).toBeUndefined()
  })
  test('is refused with both ends when it is reversed or too long', () => {
    expect(problemOf(() => checkDateRange({ from: '2026-11-02', to: '2026-11-01' }))).toEqual([
      'KERNEL_BAD_RANGE',
      '`from` (2026-11-02) is after `to` (2026-11-01): exchange them.',
    ])
    const year = { from: '2024-01-01', to: '2024-12-31' }
    expect(problemOf(() => checkDateRange(year, { maxDays: 366 }))).toBeUndefined()
    expect(problemOf(() => checkDateRange(year, { maxDays: 365 }))).toEqual([
      'KERNEL_BAD_RANGE',
      'From 2024-01-01 to 2024-12-31 are 366 days; ask for at most 365 at a time.',
    ])
  })
})

test('a range of instants is compared by instant, not by text, and must not be empty', () => {
  const fromTime = '2026-11-01T10:00:00+02:00'
  expect(problemOf(() => checkTimeRange({ fromTime, toTime: '2026-11-01T08:00:01Z' }))).toBeUndefined()
  expect(problemOf(() => checkTimeRange({ fromTime, toTime: '2026-11-01T08:00:00Z' }))).toEqual([
    'KERNEL_BAD_RANGE',
    '`fromTime` (2026-11-01T10:00:00+02:00) is not before `toTime` (2026-11-01T08:00:00Z): send an earlier start or a later end.',
  ])
})

test('a range of instants may begin or end with a leap second', () => {
  const leap = '2016-12-31T23:59:60Z'
  expect(problemOf(() => checkTimeRange({ fromTime: leap, toTime: '2017-01-02T00:00:00Z' }))).toBeUndefined()
  expect(problemOf(() => checkTimeRange({ fromTime: leap, toTime: leap }))).toBeDefined()
})

describe('a list', () => {
  test('has an example made from that of its items', () => {
    const item = Type.Object({ id: Type.String() }, { examples: [{ id: '7' }] })
    expect(listOf(item, 'Things')).toMatchObject({ examples: [{ items: [{ id: '7' }], nextCursor: null }] })
    expect(listOf(Type.String(), 'Names')).toMatchObject({ examples: [{ items: [], nextCursor: null }] })
  })
})

describe('a value that does not exist', () => {
  const said = (value: string, known: readonly string[]) =>
    unknownValue({ parameter: 'integration', value, known }).message
  test('is answered with the nearest known one', () => {
    expect(said('spotfy', ['fitbit', 'spotify'])).toBe(
      '`integration` is "spotfy", which does not exist here. Did you mean "spotify"?',
    )
  })
  test('is answered with the known ones if none is near, of many with the first', () => {
    expect(said('tidal', ['spotify', 'fitbit'])).toMatch(/There are: fitbit, spotify\.$/)
    const many = Array.from({ length: 22 }, (_, index) => `integration-${String(index).padStart(2, '0')}`)
    expect(said('tidal', many)).toMatch(/integration-19, and 2 more\.$/)
    expect(said('tidal', [])).toMatch(/No value exists yet\.$/)
  })
})
