import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { enrichmentErrors } from '../src/index.ts'

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')

test('the README names every error, and no other', () => {
  const named = [...readme.matchAll(/`(ENRICHMENT_[A-Z_]+)`/g)].map(([, code]) => code)
  expect(new Set(named)).toEqual(new Set(Object.keys(enrichmentErrors)))
})
