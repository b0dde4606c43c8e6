import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

test('the example in the README is the one that is type-checked and made here', async () => {
  const example = (await read('./readme-example.ts')).replace('../src/index.ts', '@tributary/integration-kit')
  expect(await read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``)
  expect((await import('./readme-example.ts')).talks.definition.name).toBe('talks')
})
