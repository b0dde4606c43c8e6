import { expect, it } from 'vitest'
import { type FieldSource, readFields } from '../../src/daily/read-fields.ts'

const valueOf = (source: FieldSource, document: unknown) =>
  readFields({ field: source }, '2026-11-18', document).map(({ value }) => value)

it('finds a field at any depth', () => {
  const document = { spo2: { average: 97 } }
  expect(readFields({ oxygenSaturation: { path: ['spo2', 'average'] } }, '2026-11-18', document)).toEqual([
    { field: 'oxygenSaturation', date: '2026-11-18', value: 97 },
  ])
})

it.each([
  [{ per: 60 }, 25_230, [421]],
  [{ per: 1000, decimals: 3 }, 8127, [8.127]],
  [{ decimals: 2 }, -0.234, [-0.23]],
  [{}, '9214', [9214]],
  [{}, 0, [0]],
  [{ zeroIsNone: true }, 0, []],
  [{}, null, []],
  [{}, 'many', []],
  [{}, { average: 1 }, []],
] as const)('%j of %j', (rule, told, values) => {
  expect(valueOf({ path: ['told'], ...rule }, { told })).toEqual(values)
})

it.each([
  ['2026-11-17T23:10:00+01:00', ['23:10']],
  ['2026-11-18T06:50:00.000-05:00', ['06:50']],
  ['in the evening', []],
  [undefined, []],
])('the time of day of %s is that of the person', (told, values) => {
  expect(valueOf({ path: ['told'], isTimeOfDay: true }, { told })).toEqual(values)
})

it.each([undefined, null, 7, 'text', [], {}])('a document that is %j has no values', (document) => {
  expect(valueOf({ path: ['a', 'b'] }, document)).toEqual([])
})
