import { expect, test } from 'vitest'
import { occurrenceCounter, StartSeconds } from '../../src/files/occurrence-counter.ts'

test('the seconds of any number of viewings are kept, and only equal viewings are numbered', () => {
  const seconds = new StartSeconds()
  for (let second = 0; second < 5000; second += 1) seconds.add(second)
  seconds.add(7)
  const numbered = seconds.counter()
  const calls = [
    [7, 'a'],
    [8, 'a'],
    [7, 'b'],
    [7, 'a'],
    [8, 'b'],
  ] as const
  expect(calls.map(([second, content]) => numbered(second, content))).toEqual([1, 1, 1, 2, 1])
})

test('equal entries of a group are numbered, and the counts dropped when another group begins', () => {
  const together = occurrenceCounter()
  const apart = occurrenceCounter()
  const calls = [
    ['day 1', 'key'],
    ['day 1', 'key'],
    ['day 2', 'key'],
  ] as const
  expect(calls.map(([day, key]) => together(key, day))).toEqual([1, 2, 1])
  expect(calls.map(([day, key]) => apart(`${day} ${key}`, ''))).toEqual([1, 2, 1])
})
