import { collectPages } from '@tributary/testkit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import demo from '../simulator/demo.ts'
import { generateJsonExport, wholeOf } from '../simulator/index.ts'
import { watchHistory } from '../src/streams.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

test('the demo has views of the last months, the newest of today at the latest', async () => {
  vi.setSystemTime(new Date('2026-11-20T12:00:00Z'))
  const [file] = (await demo.createFiles?.()) ?? []
  const content = await wholeOf(file?.content ?? [])
  const pages = await collectPages(watchHistory, { content })
  const times = pages.flatMap(({ records }) => records.map(({ occurredAt = '' }) => occurredAt)).toSorted()
  expect(times).toHaveLength(9000)
  expect(times.at(-1)).toBe('2026-11-20T00:00:00Z')
  expect(times[0]?.slice(0, 7)).toMatch(/^2026-0[1-6]/)
})

test('the same seed generates the same export, another one another', async () => {
  const counts = { view: 50, like: 5, favorite: 5, search: 5 }
  const [one, same, other] = await Promise.all(
    [1, 1, 2].map(async (seed) =>
      Buffer.from(await wholeOf(generateJsonExport({ counts, seed }))).toString(),
    ),
  )
  expect(one).toBe(same)
  expect(one).not.toBe(other)
})
