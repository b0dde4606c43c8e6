import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

test.each(['contract.test.ts', 'connected.test.ts', 'readme-example.ts'])(
  '%s in the README is the one that runs here',
  async (file) => {
    const example = (await read(`./${file}`))
      .replace('../src/simulator/index.ts', '@tributary/testkit/simulator')
      .replace('../src/index.ts', '@tributary/testkit')
    expect(await read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``)
  },
)

test('the example with a server of its own does what it says', async () => {
  const { result } = await import('./readme-example.ts')
  expect(result).toMatchObject({ inserted: 1, items: [{ title: 'A' }] })
})
