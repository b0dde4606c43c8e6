import { describe, expect, test } from 'vitest'
import { dateOfFile, importDailyTables } from '../../src/files/mixed/import-daily-tables.ts'
import type { MixedExport } from '../../src/files/mixed/mixed-export.ts'
import { translatedTable } from '../../src/files/mixed/translated-table.ts'
import type { ImportFile } from '../../src/stream.ts'
import { readPages, uploadOf, zipOf } from './upload-of.ts'

const TABLE = {
  columns: {
    steps: ['Steps', 'Schritte'],
    kilometres: ['Distance (m)'],
    slowest: ['Min speed'],
    weight: ['Weight'],
    burnt: ['Calories', 'Kalorien'],
    average: ['Average pulse'],
  },
  mark: /\(m\)/,
  alike: ['kilometres'],
}

const EXPORT: MixedExport<'day' | 'summary'> = {
  provider: 'Sample',
  what: 'days',
  lookFor: 'days.csv',
  folder: /^Sample\//,
  kinds: { day: translatedTable(TABLE, 'timeOfDay'), summary: translatedTable(TABLE, 'date') },
}

function read(file: ImportFile, withLastDay = true) {
  const context = { cursor: undefined, file, signal: new AbortController().signal }
  const pages = importDailyTables(context, {
    source: EXPORT,
    table: TABLE,
    days: 'summary',
    parts: 'day',
    withLastDay,
    columns: {
      steps: { parts: 'sum' },
      kilometres: { parts: 'sum', unit: 1000 },
      slowest: { parts: 'min' },
      weight: { parts: 'max', positive: true },
      burnt: { parts: 'sum', computed: true },
      average: { parts: 'none' },
    },
  })
  return readPages(pages)
}

/** The values as `date field value`. */
const valuesOf = ({ records }: Awaited<ReturnType<typeof read>>) =>
  records.map(({ date, field, value }) => `${date} ${field} ${value}`)

const partsOf = (rows: readonly string[]) => `Start,End,${rows.join('\n')}\n`

describe('importDailyTables', () => {
  test('imports a row for each day in any known language, in our units, without empty cells and impossible zeros', async () => {
    const table = 'Datum,Schritte,Distance (m),Weight\n2026-07-12,1000,"2500,5",0\n2026-07-13,,100,70.5\n'
    expect(valuesOf(await read(uploadOf('days.csv', table)))).toEqual([
      '2026-07-12 steps 1000',
      '2026-07-12 kilometres 2.5005',
      '2026-07-13 kilometres 0.1',
      '2026-07-13 weight 70.5',
    ])
  })

  test('makes a day of its parts: sums, the least, the greatest, and no average of averages', async () => {
    const day = partsOf([
      'Steps,Min speed,Weight,Average pulse',
      '00:00:00.000+02:00,00:15:00.000+02:00,100,3,70,60',
      '00:15:00.000+02:00,00:30:00.000+02:00,0.1,1,71,80',
      '00:30:00.000+02:00,00:45:00.000+02:00,0.2,2,,70',
    ])
    expect(valuesOf(await read(zipOf({ 'Sample/2026-07-12.csv': day })))).toEqual([
      '2026-07-12 steps 100.3',
      '2026-07-12 slowest 1',
      '2026-07-12 weight 71',
    ])
  })

  test('takes a day from the table of days where that has it, and a file that occurs twice once', async () => {
    const parts = partsOf(['Steps', '00:00:00.000Z,00:15:00.000Z,40', '00:15:00.000Z,00:30:00.000Z,2'])
    const read12 = await read(
      zipOf({
        'Sample/days.csv': 'Date,Steps\n2026-07-12,1000\n',
        'Sample/2026-07-12.csv': parts,
        'Sample/2026-07-13.csv': parts,
        'Sample/2026-07-13(1).csv': parts,
      }),
    )
    expect(valuesOf(read12).toSorted()).toEqual(['2026-07-12 steps 1000', '2026-07-13 steps 42'])
  })

  test('leaves a day without any activity out: what a body burns at rest makes no day', async () => {
    const table = 'Date,Steps,Calories\n2026-07-12,0,1500\n2026-07-13,10,1600\n'
    const days = await read(uploadOf('days.csv', table))
    expect(valuesOf(days)).toEqual(['2026-07-13 steps 10', '2026-07-13 burnt 1600'])
    expect(days.skipped).toBe(1)
  })

  test('leaves the last day out with a warning, unless it is asked for or its parts go on to midnight', async () => {
    const table = 'Date,Steps\n2026-07-12,1\n2026-07-13,2\n'
    const file = uploadOf('days.csv', table)
    const without = await read(file, false)
    expect(valuesOf(without)).toEqual(['2026-07-12 steps 1'])
    expect(without.warnings).toEqual([expect.stringMatching(/^2026-07-13 is left out/)])
    expect(await read(file, true)).toMatchObject({ warnings: [] })
    const whole = partsOf(['Steps', '23:30:00.000Z,23:45:00.000Z,1', '23:45:00.000Z,00:00:00.000Z,2'])
    const over = await read(zipOf({ 'Sample/2026-07-13.csv': whole }), false)
    expect(over).toMatchObject({ records: [{ value: 3 }], warnings: [] })
  })

  test('rejects what it cannot read, and says why', async () => {
    const unknown = 'Jour,Pas,Distance (m)\n2026-07-12,1000,5\n'
    const french = await read(uploadOf('jours.csv', unknown))
    expect(french.rejected).toEqual([expect.stringMatching(/in a language that is not known/)])
    expect(valuesOf(french)).toEqual(['2026-07-12 kilometres 0.005'])
    const dateless = partsOf(['Steps', '00:00:00.000Z,00:15:00.000Z,40'])
    expect((await read(zipOf({ 'Sample/copy.csv': dateless }))).rejected).toEqual([
      expect.stringMatching(/has a date such as 2026-07-12/),
    ])
  })

  test.each([
    ['2026-07-12.csv', '2026-07-12'],
    ['2026-07-12(1).csv', '2026-07-12'],
    ['2026-02-30.csv', undefined],
    ['days.csv', undefined],
  ])('the date in the name %s is %s', (name, date) => {
    expect(dateOfFile(name)).toBe(date)
  })
})
