import { expect, test } from 'vitest'
import { foldedTitle, titleSimilarity } from '../../src/enrichers/titles/title-similarity.ts'

test.each([
  ['Salt & Iron', 'Salt and Iron'],
  ['Who Knows?', 'who knows'],
  ['W.T.H.?', 'WTH'],
  ['Part Two', 'Part 2'],
  ['Amélie', 'Amelie'],
  ['“Rivers: North”', 'Rivers - North'],
  ['Ocean’s', 'Oceans'],
])('"%s" and "%s" are one title', (one, other) => {
  expect(titleSimilarity(one, other)).toBe(1)
})

test.each([
  ['Salt & Iron', 'Salt & Ironing'],
  ['Dark', 'Darker'],
  ['It', 'Us'],
  ['', ''],
  ['?', '!'],
  ['Part 1', 'Part 2'],
])('"%s" and "%s" are not', (one, other) => {
  expect(titleSimilarity(one, other)).toBeLessThan(1)
})

test('titles in other scripts are kept', () => {
  expect(foldedTitle('君の名は。')).toBe('君の名は')
  expect(titleSimilarity('君の名は', '雲の道')).toBeLessThan(0.5)
})
