import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { INTEGRATION_ERRORS } from '../src/integration-error-codes.ts'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

test('the example in the README is the type-checked one', async () => {
  const example = (await read('./readme-example.ts')).replace('../src/index.ts', '@tributary/integration-kit')
  expect(await read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``)
  expect((await import('./readme-example.ts')).talks.definition.name).toBe('talks')
})

test('the table of errors in the README is the one that the server acts on', async () => {
  const rows = [...(await read('../README.md')).matchAll(/^\| `([a-z]+_[a-z_]+|upstream)` +\| (.*?) +\|$/gm)]
  const documented = Object.fromEntries(rows.map(([, code, engine]) => [code, engine]))
  const known = Object.entries(INTEGRATION_ERRORS).map(([code, { engine }]) => [code, engine])
  expect(documented).toEqual(Object.fromEntries(known))
})
