import { measureInChild } from '@tributary/testkit/memory'
import { expect, test } from 'vitest'

/** Each takes some seconds of a processor that has nothing else to do. */
const LIMIT = 120_000

const child = new URL('./children/import-long-file.ts', import.meta.url)

/** In megabytes. Rows that are kept, or their keys, take more. */
const MOST_GROWTH = 2.5

test.for(['json', 'html', 'zip'])(
  'an import of four times as many rows keeps no more in memory (%s)',
  { timeout: LIMIT },
  async (what) => {
    const [short, long] = await Promise.all(
      [15_000, 60_000].map((rows) => measureInChild(child, [what, String(rows)])),
    )
    expect((long ?? 0) - (short ?? 0)).toBeLessThan(MOST_GROWTH)
  },
)
