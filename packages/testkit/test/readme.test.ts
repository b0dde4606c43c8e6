import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

const PACKAGE: Readonly<Record<string, string>> = {
  '../src/index.ts': '@tributary/testkit',
  '../../src/index.ts': '@tributary/testkit',
  '@tributary/provider-simulator': '@tributary/provider-simulator',
}

test.each(['contract.test.ts', 'readme-example.ts', 'talks/talks-simulator.ts', 'talks/contract.test.ts'])(
  '%s in the README is the tested one',
  async (file) => {
    const example = (await read(`./${file}`)).replace(/\.\.\/.*index\.ts/, (path) => PACKAGE[path] ?? path)
    expect(await read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``)
  },
)

test('the example with its own server has the documented result', async () => {
  const { result } = await import('./readme-example.ts')
  expect(result).toMatchObject({ inserted: 1, items: [{ title: 'A' }] })
})

test('the integration of the README’s simulator is that of the kit’s README', async () => {
  const [, ...imported] = (await read('./talks/talks.ts')).split('\n\n')
  expect(await read('../../integration-kit/README.md')).toContain(imported.join('\n\n'))
})
