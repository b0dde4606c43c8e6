import { describe, expect, test } from 'vitest'
import { importMixed } from '../../src/files/mixed/import-mixed.ts'
import type { MixedExport } from '../../src/files/mixed/mixed-export.ts'
import { readMixed } from '../../src/files/mixed/read-mixed.ts'
import type { ImportFile } from '../../src/stream.ts'
import { readPages, uploadOf, zipOf } from './upload-of.ts'

type Kind = 'weight' | 'workout' | 'pulse'

const EXPORT: MixedExport<Kind> = {
  provider: 'Sample',
  what: 'weight, workouts and pulse',
  lookFor: 'weight.csv',
  folder: /^Sample\//,
  kinds: {
    weight: { format: 'table', matches: (beginning) => beginning.startsWith('date,kg') },
    workout: { format: 'object', matches: (beginning) => beginning.includes('"sport"') },
    pulse: { format: 'list', list: ['points'], matches: (beginning) => beginning.includes('"points"') },
  },
}

const WEIGHT = 'date,kg\n2026-07-12,70\n2026-07-13,\n'
const WORKOUT = '{ "sport": "running" }'
const PULSE = '{ "points": [{ "bpm": 60 }, { "bpm": 61 }] }'

/** Reads some kinds; a row without a value is rejected. */
function read(file: ImportFile, only: readonly Kind[], warning?: string) {
  const context = { cursor: undefined, file, signal: new AbortController().signal }
  return readPages(
    importMixed(context, EXPORT, {
      only,
      read: (files) =>
        readMixed(files, ({ value }, { kind, name }) => {
          const [text] = [value['kg'], value['sport'], value['bpm']].filter((each) => each !== undefined)
          return text === '' ? 'It has no value.' : { kind, name, text }
        }),
      ...(warning === undefined ? {} : { warning: () => warning }),
    }),
  )
}

describe('importMixed', () => {
  const archive = zipOf({
    'Sample/Other/renamed.csv': WEIGHT,
    'Sample/workout.json': WORKOUT,
    'Sample/pulse.json': PULSE,
    'Photos/picture.txt': 'no file of ours',
  })

  test('tells the kinds of a ZIP file by what its files contain, and imports those that are asked for', async () => {
    expect(await read(archive, ['weight'])).toMatchObject({
      records: [{ kind: 'weight', name: 'renamed.csv', text: '70' }],
      rejected: ['It has no value.'],
    })
    const { records } = await read(archive, ['workout', 'pulse'])
    expect(records).toEqual([
      { kind: 'workout', name: 'workout.json', text: 'running' },
      { kind: 'pulse', name: 'pulse.json', text: 60 },
      { kind: 'pulse', name: 'pulse.json', text: 61 },
    ])
  })

  test.each([
    ['a table', 'a.csv', WEIGHT, '70'],
    ['an object', 'a.json', WORKOUT, 'running'],
    ['a list', 'a.json', PULSE, 60],
  ])('imports %s without a ZIP file', async (_, name, contents, text) => {
    const { records } = await read(uploadOf(name, contents), ['weight', 'workout', 'pulse'])
    expect(records[0]).toMatchObject({ text })
  })

  test('delivers nothing to a stream whose kinds another part of the export has', async () => {
    const part = zipOf({ 'Sample/workout.json': WORKOUT })
    expect(await read(part, ['weight'])).toMatchObject({ records: [], rejected: [] })
    expect(await read(uploadOf('weight.csv', WEIGHT), ['pulse'])).toMatchObject({ records: [], rejected: [] })
  })

  test('tells what was not imported in the stream of the first kind alone', async () => {
    const warningsOf = async (kind: Kind) => (await read(archive, [kind])).warnings
    expect(await warningsOf('weight')).toEqual([expect.stringMatching(/^Not imported, .*: picture\.txt\.$/)])
    expect(await warningsOf('pulse')).toEqual([])
  })

  test('adds the warning of a stream once, to the last page', async () => {
    expect((await read(archive, ['pulse'], 'The last day is missing.')).warnings).toEqual([
      'The last day is missing.',
    ])
  })

  test.each([
    ['an empty file', '', 'the file is empty.'],
    ['another file', 'hello', 'it begins with "hello". Upload weight.csv, or the whole ZIP file.'],
  ])('refuses %s with what to upload instead', async (_, contents, message) => {
    await expect(read(uploadOf('a.csv', contents), ['weight'])).rejects.toMatchObject({
      code: 'file_parse_error',
      message: expect.stringContaining(message),
    })
  })

  test('refuses a ZIP file without any file of any kind', async () => {
    await expect(read(zipOf({ 'Photos/a.txt': 'x' }), ['weight'])).rejects.toMatchObject({
      code: 'file_parse_error',
    })
  })
})
