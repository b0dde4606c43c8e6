import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { changesErrors } from '../src/index.ts'

test('the README lists all errors', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const codes = [...readme.matchAll(/`(CHANGES_[A-Z_]+)`/g)].flatMap(([, code]) =>
    code === undefined || code === 'CHANGES_STREAMS_PER_PERSON' ? [] : [code],
  )
  expect(new Set(codes)).toEqual(new Set(Object.keys(changesErrors)))
})
