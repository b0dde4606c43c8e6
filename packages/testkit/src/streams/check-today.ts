import type { Page, Stream } from '@tributary/integration-kit'
import { utcDate } from '@tributary/integration-kit/dates'
import { requireAll } from './compare-records.ts'
import { cursorAfter, type StreamBench, storedOf } from './stream-bench.ts'

const HOUR_SECONDS = 3600
/** At 9:00 UTC the date of UTC is over in no zone: in the earliest zone it is 23:00. */
const MORNING_HOUR = 9
/** Later on the same day, on the next one, and on the day after. */
const LATER_HOURS = [10, 24, 48]

/**
 * Throws if a stream covers a day that is not over, or misses later data of that day or of the next ones. Resolves to a
 * sentence if the simulator has no later data.
 */
export async function checkToday(bench: StreamBench, stream: Stream): Promise<string | undefined> {
  const { clock } = bench.simulator.controls
  const before = clock.now()
  clock.set(morningOf(before))
  try {
    return await readLater(bench, stream)
  } finally {
    clock.set(new Date(before))
  }
}

async function readLater(bench: StreamBench, stream: Stream): Promise<string | undefined> {
  const { controls, name } = bench.simulator
  const morning = bench.now()
  const pages = [...(await bench.readAll(stream, { window: bench.window(stream) }))]
  refuseCovered(pages, utcDate(morning))
  const first = storedOf(stream, pages)
  let isChanged = false
  for (const hours of LATER_HOURS) {
    controls.clock.set(new Date(morning + hours * HOUR_SECONDS * 1000))
    const window = bench.window(stream)
    const fresh = storedOf(stream, await bench.readAll(stream, { window }))
    pages.push(...(await bench.readAll(stream, { window, cursor: cursorAfter(pages) })))
    const stored = storedOf(stream, pages)
    requireAll(stored, fresh, `Read again ${hours} hours after the sync of the morning`)
    isChanged ||= [...fresh.byKey].some(([key, text]) => first.byKey.get(key) !== text)
  }
  return isChanged
    ? undefined
    : `Nothing of "${stream.id}" comes or changes at the simulated ${name} within two days: let it follow \`now\` of the request.`
}

function refuseCovered(pages: readonly Page<unknown>[], today: string): void {
  const covered = pages.find(({ covers }) => covers !== undefined && covers.endDate >= today)?.covers
  if (covered !== undefined)
    throw new Error(
      `a page covers ${covered.startDate} to ${covered.endDate} on ${today}, a day that is not over anywhere: what comes later on that day would never be read. Cover dates up to the day before.`,
    )
}

/** The last past morning, so that a simulator has its data. */
function morningOf(now: number): Date {
  const morning = new Date(now)
  morning.setUTCHours(MORNING_HOUR, 0, 0, 0)
  if (morning.getTime() > now) morning.setUTCDate(morning.getUTCDate() - 1)
  return morning
}
