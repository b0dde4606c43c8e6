import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldPosition, type TokenizedRow } from '../../src/files/csv/csv-row.ts'
import { CsvTokenizer } from '../../src/files/csv/csv-tokenizer.ts'
import { positionIn } from '../../src/files/file-parse-error.ts'

function tokenize(text: string, pieceLength: number): TokenizedRow[] {
  const tokenizer = new CsvTokenizer()
  const rows: TokenizedRow[] = []
  for (let at = 0; at < text.length; at += pieceLength) tokenizer.push(text.slice(at, at + pieceLength), rows)
  tokenizer.push('', rows, { last: true })
  return rows
}

// csv-parse takes a quoted empty line for an empty line, which no file of Netflix has.
const reference = (text: string) =>
  parse(text, { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, skip_empty_lines: true })

const cell = fc.string({
  unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', '\r', ' ', 'é', '🎬', ':'),
  maxLength: 6,
})
const row = fc.record({
  cells: fc.array(cell, { minLength: 2, maxLength: 4 }),
  ending: fc.constantFrom('\n', '\r\n', '\r'),
})
const quotedCell = (value: string) => `"${value.replaceAll('"', '""')}"`
const plainOrQuoted = (value: string) => (/^[aé: 🎬]*$/u.test(value) ? value : quotedCell(value))

test('reads the same as csv-parse, for any chunks of the text', () => {
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 1, max: 9 }), (rows, pieceLength) => {
      const text = rows.map(({ cells, ending }) => cells.map(plainOrQuoted).join(',') + ending).join('')
      expect(tokenize(text, pieceLength).map(({ fields }) => fields)).toEqual(reference(text))
    }),
    { numRuns: 500 },
  )
})

test('refuses the same as csv-parse, and reads the rest alike', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r'), maxLength: 14 })
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 5 }), (input, pieceLength) => {
      const attempt = (read: () => unknown) => {
        try {
          return read()
        } catch {
          return 'refused'
        }
      }
      const ours = attempt(() => {
        const rows = tokenize(input, pieceLength)
        if (rows.some(({ fault }) => fault !== undefined)) throw new Error('a row is rejected')
        return rows.map(({ fields }) => fields)
      })
      expect(ours).toEqual(attempt(() => reference(input)))
    }),
    { numRuns: 2000 },
  )
})

test('reports the position of each field, counting an emoji as one character', () => {
  const [, second] = tokenize('Title,Date\r\n"🎬 a\nb",x\r\n', 3)
  expect(second?.start.line).toBe(2)
  expect(second && fieldPosition(second, 1)).toEqual({ line: 3, column: 4 })
  const [row] = tokenize('🎬,x\n', 3)
  expect(row && fieldPosition(row, 1)).toEqual({ line: 1, column: 3 })
})

test('finds the position of any field, and of one that is missing', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 4 }), (cells) => {
      const written = cells.map(plainOrQuoted)
      const [row] = tokenize(`${written.join(',')}\n`, 1000)
      if (row === undefined) throw new Error('no row')
      for (const index of cells.keys()) {
        const before = written.slice(0, index).map((each) => `${each},`)
        expect(fieldPosition(row, index)).toEqual(positionIn(before.join(''), Infinity, row.start))
      }
      expect(fieldPosition(row, cells.length)).toEqual(positionIn(row.raw, Infinity, row.start))
    }),
  )
})

test('the position of a field of a row without fields is its end', () => {
  const [row] = tokenize('x"y,"z\n', 1000)
  for (const field of [0, 1, 2]) expect(row && fieldPosition(row, field)).toEqual({ line: 1, column: 7 })
})

test('rows, faults and lines do not depend on the line ends and the chunks of the text', () => {
  const lines = ['Title,Date', '"🎬 a\nb",x', 'stray "quote", here', '', 'last,y']
  const withEnds = (ending: string) => lines.join('\n').replaceAll('\n', ending)
  const summary = (ending: string, pieceLength: number) =>
    tokenize(withEnds(ending), pieceLength).map(({ start, fields, raw, fault }) => ({
      line: start.line,
      fields: fields.map((field) => field.replaceAll(ending, '\n')),
      raw: raw.replaceAll(ending, '\n'),
      fault: fault?.position,
    }))
  const expected = [
    { line: 1, fields: ['Title', 'Date'], raw: 'Title,Date', fault: undefined },
    { line: 2, fields: ['🎬 a\nb', 'x'], raw: '"🎬 a\nb",x', fault: undefined },
    { line: 4, fields: [], raw: 'stray "quote", here', fault: { line: 4, column: 7 } },
    { line: 6, fields: ['last', 'y'], raw: 'last,y', fault: undefined },
  ]
  for (const ending of ['\n', '\r\n', '\r'])
    for (const pieceLength of [1, 2, 3, 1000]) expect(summary(ending, pieceLength)).toEqual(expected)
})
