import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { docExamples, exportsOf } from './doc-examples.ts'
import { ENTRIES, writeExampleProgram } from './write-example-program.ts'

const examples = docExamples()
const folder = writeExampleProgram(examples)

describe('the API for authors is documented in the code', () => {
  test.each(ENTRIES)('by the entry %s', (entry) => {
    const exported = exportsOf(entry)
    expect(exported.length).toBeGreaterThan(0)
    expect(exported.filter(({ comment }) => comment === undefined).map(({ name }) => name)).toEqual([])
    const without = exported.filter(({ isType, comment }) => !isType && !comment?.includes('@example'))
    expect(without.map(({ name }) => name)).toEqual([])
  })
})

test('the examples are type-checked', { timeout: 120_000 }, () => {
  expect(examples.length).toBeGreaterThan(60)
  const compiler = join(import.meta.dirname, '..', 'node_modules', '.bin', 'tsc')
  const { stdout, status } = spawnSync(compiler, ['-p', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})

test('the results in the examples are correct', async () => {
  const { results } = (await import(pathToFileURL(join(folder, 'results.ts')).href)) as {
    results: readonly [string, unknown, unknown][]
  }
  expect(results.length).toBeGreaterThan(20)
  for (const [name, result, expected] of results) expect([name, result]).toEqual([name, expected])
})
