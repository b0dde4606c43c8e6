import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test('the build holds nothing but what the server sends: index.html and assets', async () => {
  const names = await readdir(join(import.meta.dirname, '../dist'))
  expect(names.toSorted()).toEqual(['assets', 'index.html'])
})
