import type { Stream } from '@tributary/integration-kit'
import { requireAll, requireNoMore, requireSame } from './compare-records.ts'
import { cursorAfter, type StreamBench, storedOf } from './stream-bench.ts'

const DAY_SECONDS = 86_400
/** A stream with more pages is killed after some of them: each run reads the rest of it again. */
const MOST_KILLS = 4
/** Killed one page after the other. */
const MOST_KILLS_IN_A_ROW = 30

/** Throws if a run that is killed after a page and resumed, in the same window, has other records than an undisturbed one. */
export async function checkResume(bench: StreamBench, stream: Stream): Promise<void> {
  const window = bench.window(stream)
  const pages = await bench.readAll(stream, { window })
  const whole = storedOf(stream, pages)
  for (const killed of spread(pages.length, MOST_KILLS)) {
    const before = pages.slice(0, killed + 1)
    const after = await bench.readAll(stream, { window, cursor: cursorAfter(before) })
    requireSame(storedOf(stream, before, after), whole, `Killed after page ${killed + 1} and resumed`)
  }
  const all = await killedEachTime(bench, stream, pages.length)
  requireSame(storedOf(stream, all), whole, 'Killed after each of its pages and resumed each time')
}

async function killedEachTime(bench: StreamBench, stream: Stream, count: number) {
  const window = bench.window(stream)
  const all = []
  for (let kills = 0; kills < Math.min(count - 1, MOST_KILLS_IN_A_ROW); kills += 1) {
    const { pages, isEnded } = await bench.read(stream, { window, cursor: cursorAfter(all), pages: 1 })
    all.push(...pages)
    if (isEnded) return all
  }
  return [...all, ...(await bench.readAll(stream, { window, cursor: cursorAfter(all) }))]
}

/** Throws if a killed run loses or duplicates records when the next one is a day later, in another window. */
export async function checkLaterWindow(bench: StreamBench, stream: Stream): Promise<void> {
  const { clock } = bench.simulator.controls
  const pages = await bench.readAll(stream, { window: bench.window(stream) })
  clock.advance(DAY_SECONDS)
  try {
    const window = bench.window(stream)
    const fresh = storedOf(stream, await bench.readAll(stream, { window }))
    for (const killed of spread(pages.length, MOST_KILLS)) {
      const before = pages.slice(0, killed + 1)
      const after = await bench.readAll(stream, { window, cursor: cursorAfter(before) })
      const stored = storedOf(stream, before, after)
      const what = `Killed after page ${killed + 1} and read again a day later`
      requireAll(stored, fresh, what)
      requireNoMore(stored, [storedOf(stream, pages), fresh], what)
    }
  } finally {
    clock.advance(-DAY_SECONDS)
  }
}

/** Indexes of a list: the first, the last and some between. */
export function spread(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index)
  const indexes = Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)))
  return [...new Set(indexes)]
}
