import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

test.each(['form.ts', 'integration.ts'])(
  '%s is the worked example of how to write a provider',
  async (file) => {
    const source = await read(`../src/${file}`)
    expect(await read('../../../integration-kit/docs/providers.md')).toContain(`\`\`\`ts\n${source}\`\`\``)
  },
)
