import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { operationsErrors } from '../src/index.ts'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

test('the example in the README is the type-checked one', async () => {
  const example = (await read('./readme-example.ts')).replace('../src/index.ts', '@tributary/operations')
  expect(await read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``)
})

test('the README lists all errors', async () => {
  const codes = [...(await read('../README.md')).matchAll(/`(OPERATIONS_[A-Z_]+)`/g)].map(([, code]) => code)
  expect(new Set(codes)).toEqual(new Set(Object.keys(operationsErrors)))
})

test('the code of "Write a plugin" is that of the plugins it explains', async () => {
  const [, guide = ''] = (await read('../README.md')).split('## Write a plugin')
  const sources = await Promise.all(
    ['./examples/request-counter.ts', '../src/database/database-health.ts', './examples.test.ts'].map(read),
  )
  const plain = (code: string) => code.replace(/\s+/g, ' ').trim()
  const shown = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => plain(code))
  expect(shown.length).toBeGreaterThan(4)
  // The last block is the plugin list; the test boots a longer one.
  expect(shown.slice(0, -1).filter((code) => !plain(sources.join('\n')).includes(code))).toEqual([])
})
