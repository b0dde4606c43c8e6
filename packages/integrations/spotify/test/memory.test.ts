import { measureInChild } from '@tributary/testkit/memory'
import { expect, test } from 'vitest'

/** Each takes some seconds of a processor that has nothing else to do. */
const LIMIT = 300_000

const child = new URL('./children/import-long-file.ts', import.meta.url)

/** In megabytes. Plays that are kept, or their keys, take more. */
const MOST_GROWTH = 2.5

test.for([
  ['account', 25_000],
  ['zip', 15_000],
] as const)(
  'an import of four times as many plays keeps no more in memory (%s)',
  { timeout: LIMIT },
  async ([what, plays]) => {
    const [short, long] = await Promise.all(
      [plays, 4 * plays].map((length) => measureInChild(child, [what, String(length)])),
    )
    expect((long ?? 0) - (short ?? 0)).toBeLessThan(MOST_GROWTH)
  },
)
