import { expect, test } from 'vitest'
import { csvCell } from '../src/export-items.ts'

test.each([
  [null, ''],
  [12.5, '12.5'],
  ['plain', 'plain'],
  ['with, comma', '"with, comma"'],
  ['a "quote"', '"a ""quote"""'],
  ['two\nlines', '"two\nlines"'],
  [['A', 'B'], 'A; B'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-2, really', '"\'-2, really"'],
])('the cell of %j is %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell)
})
