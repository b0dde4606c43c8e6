import { expect, test } from 'vitest'
import { kindOfReason } from '../src/engine/rejection-faults.ts'

test.each([
  ['Record 1 has no date.', 'Record # has no date.'],
  ['Expected a date, found "2026-13-01" in item 7.', 'Expected a date, found … in item #.'],
  ["Field 'start' is “later” than `end`.", 'Field … is … than ….'],
  ["Netflix' own title isn't there.", "Netflix' own title isn't there."],
  ['title must not have fewer than 1 characters.', 'title must not have fewer than # characters.'],
])('the kind of %s is the same for another record', (reason, kind) => {
  expect(kindOfReason(reason)).toBe(kind)
})

test('the kind of a long reason is short enough for an index, and found without delay', () => {
  expect(kindOfReason('x'.repeat(1_000_000))).toHaveLength(200)
  expect(kindOfReason('"\'`'.repeat(1_000_000)).length).toBeLessThanOrEqual(200)
})
