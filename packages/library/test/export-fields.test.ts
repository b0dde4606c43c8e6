import { expect, test } from 'vitest'
import { csvText } from '../src/export-fields.ts'

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['with, comma', '"with, comma"'],
  ['a "quote"', '"a ""quote"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tindented', "'\tindented"],
  ['-2, really', '"\'-2, really"'],
])('the cell of %j is %s', (text, cell) => {
  expect(csvText(text)).toBe(cell)
})
