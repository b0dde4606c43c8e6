import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { demoErrors } from '../src/demo-errors.ts'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

test('the example in the README is the one that is type-checked here', async () => {
  const example = (await read('./readme-example.ts')).replace('../src/index.ts', '@tributary/demo')
  expect(await read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``)
})

test('the README lists all errors', async () => {
  const codes = [...(await read('../README.md')).matchAll(/`(DEMO_[A-Z_]+)`/g)].map(([, code]) => code)
  expect(new Set(codes)).toEqual(new Set(Object.keys(demoErrors)))
})
