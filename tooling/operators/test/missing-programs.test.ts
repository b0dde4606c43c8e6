import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Check, Program } from '../src/check.ts'
import { describeMissing, missingPrograms } from '../src/missing-programs.ts'

const strace = { name: 'strace', debian: 'strace' }
const cc = { name: 'cc', debian: 'gcc libc6-dev' }
let directory = ''

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tributary-programs-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('a program that no directory of the path has is missing, once for all checks', () => {
  expect(missingPrograms([needing(strace, cc), needing(strace)], directory)).toEqual([strace, cc])
})

test('an executable file anywhere on the path is not missing', () => {
  const second = join(directory, 'second')
  mkdirSync(second)
  writeFileSync(join(second, 'strace'), '', { mode: 0o755 })
  expect(missingPrograms([needing(strace)], `${directory}${delimiter}${delimiter}${second}`)).toEqual([])
})

test('a directory and a file without execute permission are not programs', () => {
  mkdirSync(join(directory, 'strace'))
  writeFileSync(join(directory, 'cc'), '')
  chmodSync(join(directory, 'cc'), 0o644)
  expect(missingPrograms([needing(strace, cc)], directory)).toEqual([strace, cc])
})

test('each missing program is named with its Debian packages, then the command that installs them', () => {
  expect(describeMissing([strace, cc]).split('\n')).toEqual([
    'missing: strace (Debian: strace)',
    'missing: cc (Debian: gcc libc6-dev)',
    'install: apt-get install strace gcc libc6-dev',
  ])
})

function needing(...needs: readonly Program[]): Check {
  return { name: 'check', needs, run: () => Promise.resolve('') }
}
