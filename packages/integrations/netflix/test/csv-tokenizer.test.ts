import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CsvRow } from '../src/csv-row.ts'
import { fieldPosition } from '../src/csv-row.ts'
import { CsvTokenizer } from '../src/csv-tokenizer.ts'

function tokenize(text: string, pieceLength: number): CsvRow[] {
  const tokenizer = new CsvTokenizer()
  const rows: CsvRow[] = []
  for (let at = 0; at < text.length; at += pieceLength) tokenizer.push(text.slice(at, at + pieceLength), rows)
  tokenizer.push('', rows, { last: true })
  return rows
}

// csv-parse takes a quoted empty line for an empty line, which no file of Netflix has.
const reference = (text: string) =>
  parse(text, { record_delimiter: ['\r\n', '\n'], relax_column_count: true, skip_empty_lines: true })

const cell = fc.string({
  unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é', '🎬', ':'),
  maxLength: 6,
})
const row = fc.record({
  cells: fc.array(cell, { minLength: 2, maxLength: 4 }),
  ending: fc.constantFrom('\n', '\r\n'),
})
const quotedCell = (value: string) => `"${value.replaceAll('"', '""')}"`
const plainOrQuoted = (value: string) => (/^[aé: 🎬]*$/u.test(value) ? value : quotedCell(value))

test('reads what csv-parse reads, however the text arrives', () => {
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 1, max: 9 }), (rows, pieceLength) => {
      const text = rows.map(({ cells, ending }) => cells.map(plainOrQuoted).join(',') + ending).join('')
      expect(tokenize(text, pieceLength).map(({ fields }) => fields)).toEqual(reference(text))
    }),
    { numRuns: 500 },
  )
})

test('refuses what csv-parse refuses, and reads alike what it does not', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n'), maxLength: 14 })
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 5 }), (input, pieceLength) => {
      const attempt = (read: () => unknown) => {
        try {
          return read()
        } catch {
          return 'refused'
        }
      }
      const ours = attempt(() => tokenize(input, pieceLength).map(({ fields }) => fields))
      expect(ours).toEqual(attempt(() => reference(input)))
    }),
    { numRuns: 2000 },
  )
})

test('knows where each field stands, counting an emoji as one character', () => {
  const [, second] = tokenize('Title,Date\r\n"🎬 a\nb",x\r\n', 3)
  expect(second?.line).toBe(2)
  expect(second && fieldPosition(second, 1)).toEqual({ line: 3, column: 4 })
  const [row] = tokenize('🎬,x\n', 3)
  expect(row && fieldPosition(row, 1)).toEqual({ line: 1, column: 3 })
})
