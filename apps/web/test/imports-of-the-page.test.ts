import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

test('the page is a client of the API: it imports no package of the workspace but the client', async () => {
  const others: string[] = []
  for await (const path of glob('src/**/*.{ts,tsx}', { cwd: ROOT })) {
    const text = await readFile(join(ROOT, path), 'utf8')
    for (const [, name] of text.matchAll(/(?:from |import |import\()'(@tributary\/[^']+)'/g))
      if (name !== '@tributary/client') others.push(`${path}: ${name}`)
  }
  expect(others).toEqual([])
})
