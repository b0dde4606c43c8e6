import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AUTH_KINDS, type NewIntegration, RECORD_KINDS } from '../src/new-integration.ts'
import { runProgram, SamplePackage } from './sample-package.ts'

/** Each auth with each kind of record, with files and without. */
const EVERY = AUTH_KINDS.flatMap((auth) =>
  RECORD_KINDS.flatMap((delivers): NewIntegration[] =>
    (auth === 'none' ? [true] : [true, false]).map((files) => ({
      name: `${auth.toLowerCase()}-${delivers}${files ? '-files' : ''}`,
      auth,
      delivers,
      files,
    })),
  ),
)

/** Each auth once, and each kind of record with files and without. */
const FEW = [
  'oauth2-media-files',
  'apikey-daily',
  'credentials-measurement',
  'devicecode-event',
  'none-daily-files',
]

const COMBINATIONS =
  process.env['EVERY_COMBINATION'] === '1' ? EVERY : EVERY.filter(({ name }) => FEW.includes(name))

describe('the templates', () => {
  let samples: readonly SamplePackage[]
  beforeAll(async () => {
    samples = await Promise.all(COMBINATIONS.map((wanted) => SamplePackage.write(wanted)))
  })
  afterAll(async () => Promise.all(samples.map((sample) => sample[Symbol.asyncDispose]())))

  // One program for all: each alone would read the same sources again.
  test('compile and are formatted', { timeout: 240_000 }, () => {
    const folders = samples.map(({ folder }) => folder)
    expect(runProgram('tsc', ['--noEmit', '-p', 'tooling/scaffolder/test/samples.json'])).toEqual({
      code: 0,
      output: '',
    })
    const format = runProgram('biome', ['ci', '--vcs-enabled=false', '--log-level=warn', ...folders])
    expect(format).toMatchObject({ code: 0 })
  })

  test.each(COMBINATIONS)('as $name keep the contract', { timeout: 240_000 }, ({ name }) => {
    const folder = samples.find((sample) => sample.folder.endsWith(`/sample-${name}`))?.folder ?? ''
    // Each test is printed as it ends.
    const suite = runProgram('vitest', ['run', '--reporter=verbose'], folder)
    expect(suite.output).toMatch(/Tests {2}\d+ passed \(\d+\)/)
    expect(suite.code).toBe(0)
  })
})
