import { expect, test } from 'vitest'
import { OccurrenceNumbers } from '../../src/files/occurrence-numbers.ts'

/** Numbers keys in the order given, surveyed in the same. */
function numbersOf(keys: readonly (string | undefined)[], { size = 0, groups = [] as string[] } = {}) {
  const occurrences = new OccurrenceNumbers({ size })
  for (const key of keys) occurrences.survey(key)
  const occurrenceOf = occurrences.counter()
  return keys.map((key, index) => occurrenceOf(key, groups[index]))
}

test('equal entries are numbered, at any distance', () => {
  expect(numbersOf(['7 a', '8 a', '7 b', '7 a', undefined, undefined, '7 a'])).toEqual([1, 1, 1, 2, 1, 1, 3])
})

test('the counts of a group are discarded when another begins', () => {
  expect(numbersOf(['a', 'a', 'a'], { groups: ['day 1', 'day 1', 'day 2'] })).toEqual([1, 2, 1])
})

test('entries are numbered rightly where the survey is far too small for them', () => {
  // Two bits for each of 20,000 keys in 65,536 bits: nearly all are taken for repeated ones, and counted.
  const keys = Array.from({ length: 20_000 }, (_, index) => `key ${index}`)
  const numbers = numbersOf([...keys, ...keys, 'key 0'])
  expect(numbers.slice(0, 20_000).every((number) => number === 1)).toBe(true)
  expect(numbers.slice(20_000, 40_000).every((number) => number === 2)).toBe(true)
  expect(numbers.at(-1)).toBe(3)
})
