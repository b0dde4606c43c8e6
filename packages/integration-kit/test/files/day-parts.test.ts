import { describe, expect, test } from 'vitest'
import { localDateOf } from '../../src/files/import-options.ts'
import { type DayFile, dayFileKinds, dayPartOf, hasColumn } from '../../src/files/mixed/day-files.ts'
import { importDayParts } from '../../src/files/mixed/import-day-parts.ts'
import type { MixedExport } from '../../src/files/mixed/mixed-export.ts'
import type { ImportFile } from '../../src/stream.ts'

const FILES: Readonly<Record<'merged' | 'steps' | 'weight', DayFile>> = {
  merged: { name: /^merged-/, format: 'list', field: 'steps', columns: ['value.count'], clock: 'instant' },
  steps: {
    name: /^steps_/,
    format: 'table',
    field: 'steps',
    columns: ['steps'],
    clock: 'instant',
    source: 'device',
  },
  weight: {
    name: /^weight/,
    format: 'table',
    field: 'weight',
    columns: ['grams', 'old grams'],
    clock: 'local',
    unit: 1000,
    positive: true,
  },
}

const EXPORT: MixedExport<keyof typeof FILES> = {
  provider: 'Sample',
  what: 'days',
  lookFor: 'steps_….csv',
  folder: /Sample\//,
  kinds: dayFileKinds(FILES),
}

function fileOf(filename: string, text: string): ImportFile {
  const bytes = Buffer.from(text)
  return {
    filename,
    size: bytes.length,
    async *open() {
      yield bytes
    },
  }
}

async function read(filename: string, text: string, { withPartialDays = true, timeZone = 'UTC' } = {}) {
  const localDate = localDateOf(timeZone)
  const context = { cursor: undefined, file: fileOf(filename, text), signal: new AbortController().signal }
  const pages = importDayParts(context, {
    source: EXPORT,
    only: ['merged', 'steps', 'weight'],
    fields: { steps: { parts: 'sum', digits: 0 }, weight: { parts: 'average', digits: 1 } },
    withPartialDays,
    read: ({ value }, { kind, name }) =>
      dayPartOf(value, FILES[kind], { name, time: String(value['time']), localDate }),
  })
  const read = { records: [] as unknown[], skipped: 0, rejected: [] as unknown[], warnings: [] as string[] }
  for await (const page of pages) {
    read.records.push(...page.records)
    read.rejected.push(...(page.rejected ?? []))
    read.skipped += page.skipped ?? 0
    if (page.warning !== undefined) read.warnings.push(page.warning)
  }
  return read
}

describe('importDayParts', () => {
  test('takes of several devices the one that counted most, and never their sum', async () => {
    const { records } = await read(
      'steps_2026-07-01.csv',
      'time,steps,device\n2026-07-12T10:00:00Z,10,band\n2026-07-12T10:00:30Z,9,phone\n2026-07-12T11:00:00Z,5,band\n2026-07-13T10:00:00Z,1,band\n2026-07-13T10:00:00Z,7,phone\n',
    )
    expect(records).toEqual([
      { field: 'steps', date: '2026-07-12', value: 15 },
      { field: 'steps', date: '2026-07-13', value: 7 },
    ])
  })

  test('averages parts, with the digits of the field', async () => {
    const { records } = await read(
      'weight.csv',
      'time,grams\n2026-07-12T10:00:00Z,70000\n2026-07-12,70500\n2026-07-12,NaN\n2026-07-12,0\n',
    )
    expect(records).toEqual([{ field: 'weight', date: '2026-07-12', value: 70.3 }])
  })

  test('leaves out the last day of sums, and the first if its file begins within it', async () => {
    const text =
      'time,steps,device\n2026-07-01T02:00:00Z,1,band\n2026-07-01T12:00:00Z,2,band\n2026-07-02T12:00:00Z,3,band\n'
    const zoned = { withPartialDays: false, timeZone: 'America/New_York' }
    expect(await read('steps_2026-07-01.csv', text, zoned)).toMatchObject({
      records: [{ date: '2026-07-01', value: 2 }],
      skipped: 2,
      warnings: [
        expect.stringMatching(/^2026-06-30, 2026-07-02 are left out.*choose to import partial days/),
      ],
    })
    // In UTC a file begins where a day does.
    expect(await read('steps_2026-07-01.csv', text, { withPartialDays: false })).toMatchObject({
      records: [{ date: '2026-07-01', value: 3 }],
      warnings: [expect.stringMatching(/^2026-07-02 is left out/)],
    })
    expect((await read('steps_2026-07-01.csv', text)).records).toHaveLength(2)
  })

  test('rejects rows without a possible value or time, and names a file of no kind', async () => {
    const { rejected, records } = await read(
      'steps_2026-07-01.csv',
      'time,steps\n2026-07-12T10:00:00Z,x\n2026-02-30,1\n2026-07-12T10:00:00Z,1\n',
    )
    expect(rejected).toHaveLength(2)
    expect(records).toHaveLength(1)
    await expect(read('steps_2026-07-01.csv', 'no data\n')).rejects.toThrow(/it begins with "no data/)
  })
})

describe('the row of a day file', () => {
  const row = { name: 'merged-2026-07-01.json', time: '2026-07-12T10:00:00Z', localDate: localDateOf('UTC') }

  test('has its value in a member of a member, or in the next column', () => {
    expect(dayPartOf({ value: { count: '3' } }, FILES.merged, row)).toMatchObject({ value: 3 })
    expect(dayPartOf({ grams: '0', 'old grams': '2000' }, FILES.weight, row)).toMatchObject({ value: 2 })
    expect(dayPartOf({ value: 3 }, FILES.merged, row)).toBe('It has no possible value.')
  })

  test('is told by the whole name of a column, also with a byte order mark and quotes', () => {
    expect(hasColumn('\uFEFF"steps","x"\n', 'steps')).toBe(true)
    expect(hasColumn('many steps,x\nsteps\n', 'steps')).toBe(false)
  })
})
