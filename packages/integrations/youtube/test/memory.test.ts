import { measureInChild } from '@tributary/testkit/memory'
import { expect, test } from 'vitest'

/** Each takes some seconds of a processor that has nothing else to do. */
const LIMIT = 300_000

const child = new URL('./children/import-long-file.ts', import.meta.url)

/** In megabytes. Rows that are kept, or their keys, take more. */
const MOST_GROWTH = 2.5

test.for([
  ['json', 15_000],
  ['html', 15_000],
  // Its rows are those of HTML: what could be kept is what is unpacked, which is far more.
  ['zip', 6000],
] as const)(
  'an import of four times as many rows keeps no more in memory (%s)',
  { timeout: LIMIT },
  async ([what, rows]) => {
    const [short, long] = await Promise.all(
      [rows, 4 * rows].map((each) => measureInChild(child, [what, String(each)])),
    )
    expect((long ?? 0) - (short ?? 0)).toBeLessThan(MOST_GROWTH)
  },
)
