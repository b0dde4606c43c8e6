import { expect, test } from 'vitest'
import { checkObjectKey } from '../../src/providers.ts'

test.each(['a', 'exports/2026/steps.csv', 'größe/漢字 🎉+%&?#.txt', '...', 'a..b/.c', 'x'.repeat(1024)])(
  'the key %j can be used',
  (key) => {
    expect(() => checkObjectKey(key)).not.toThrow()
  },
)

test.each(['', '/a', 'a/', 'a//b', '.', 'a/../b', '..', 'a/./b', 'a\nb', 'a\0', '\uD800', 'é'.repeat(513)])(
  'the key %j is refused',
  (key) => {
    expect(() => checkObjectKey(key)).toThrow(expect.objectContaining({ code: 'invalid_data' }))
  },
)
