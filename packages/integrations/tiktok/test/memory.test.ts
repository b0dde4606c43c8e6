import { measureInChild } from '@tributary/testkit/memory'
import { expect, test } from 'vitest'

/** Each takes some seconds of a processor that has nothing else to do. */
const LIMIT = 300_000

const child = new URL('./children/import-long-file.ts', import.meta.url)

/** In megabytes. Views that are kept, or their ids, take more. */
const MOST_GROWTH = 2.5

test.for([
  ['json', 25_000],
  ['other sections', 25_000],
  ['text', 25_000],
] as const)(
  'an import of a file four times as long keeps no more in memory (%s)',
  { timeout: LIMIT },
  async ([what, views]) => {
    const [short, long] = await Promise.all(
      [views, 4 * views].map((length) => measureInChild(child, [what, String(length)])),
    )
    expect((long ?? 0) - (short ?? 0)).toBeLessThan(MOST_GROWTH)
  },
)
