import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { BENCHES, OPTIONS } from '../src/read-arguments.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const sources = new URL('../src/', import.meta.url)

/** The names in the first column of the rows of tables. */
const named = (row: RegExp) => new Set([...readme.matchAll(row)].map(([, name]) => name))

it('describes each benchmark, and no other', () => {
  expect(named(/^\| `(\w+)` +\|/gm)).toEqual(new Set<string>(BENCHES))
})

it('describes each option, and no other', () => {
  const options = Object.keys(OPTIONS).filter((name) => name !== 'report')
  expect(named(/^\| `--(\w+)[^`]*` +\|/gm)).toEqual(new Set(options))
  expect(readme).toContain('`--report`')
})

it('names each program with arguments of its own', () => {
  const programs = readdirSync(sources).filter(
    (file) =>
      file.endsWith('.ts') && readFileSync(new URL(file, sources), 'utf8').includes('= parseArgs({\n'),
  )
  expect(programs).toContain('reloads.ts')
  for (const program of programs) expect(readme).toContain(`node tooling/bench/src/${program}`)
})
