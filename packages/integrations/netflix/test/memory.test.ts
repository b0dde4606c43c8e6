import { measureInChild } from '@tributary/testkit/memory'
import { expect, test } from 'vitest'

/** Each takes some seconds of a processor that has nothing else to do. */
const LIMIT = 300_000

const child = new URL('./children/import-long-file.ts', import.meta.url)

/** In megabytes. Rows that are kept, or their keys in a `Map`, take more. */
const MOST_GROWTH = 4

test.for([
  ['quick', 20_000],
  ['full', 20_000],
  ['unordered', 40_000],
  ['long rows', 200],
] as const)(
  'an import of a file four times as long keeps no more in memory (%s)',
  { timeout: LIMIT },
  async ([what, rows]) => {
    const [short, long] = await Promise.all(
      [rows, 4 * rows].map((length) => measureInChild(child, [what, String(length)])),
    )
    expect((long ?? 0) - (short ?? 0)).toBeLessThan(MOST_GROWTH)
  },
)
