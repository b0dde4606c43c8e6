import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { rulesErrors } from '../src/index.ts'

test('the README lists all errors', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const codes = [...readme.matchAll(/`(RULES_[A-Z_]+)`/g)].map(([, code]) => code)
  expect(new Set(codes)).toEqual(new Set(Object.keys(rulesErrors)))
})
