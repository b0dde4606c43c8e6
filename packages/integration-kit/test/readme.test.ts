import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { integrationErrors } from '../src/index.ts'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

test('the example in the README is the one that is type-checked and made here', async () => {
  const example = (await read('./readme-example.ts')).replace('../src/index.ts', '@tributary/integration-kit')
  expect(await read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``)
  expect((await import('./readme-example.ts')).talks.definition.name).toBe('talks')
})

test('the README lists the errors that there are', async () => {
  const codes = [...(await read('../README.md')).matchAll(/`(INTEGRATION_[A-Z_]+)`/g)].map(([, code]) => code)
  expect(new Set(codes)).toEqual(new Set(Object.keys(integrationErrors)))
})
