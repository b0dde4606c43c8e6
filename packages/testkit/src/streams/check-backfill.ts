import type { Page, Stream } from '@tributary/integration-kit'
import { requireSame } from './compare-records.ts'
import { cursorAfter, type StreamBench, storedOf } from './stream-bench.ts'

/** Throws if a back-fill does not end, also with turns of one page each, or then results in other records. */
export async function checkBackfill(bench: StreamBench, stream: Stream): Promise<void> {
  const window = bench.backfillWindow(stream)
  const whole = await bench.readAll(stream, { window, kind: 'backfill' })
  const pages: Page<unknown>[] = []
  for (let turn = 1; ; turn += 1) {
    const read = await bench.read(stream, { window, kind: 'backfill', cursor: cursorAfter(pages), pages: 1 })
    if (read.error !== undefined) throw read.error
    pages.push(...read.pages)
    if (read.isEnded) break
    if (turn > whole.length)
      throw new Error(
        `a back-fill of ${whole.length} pages has had ${turn} turns of a page and does not end; its cursor is ${JSON.stringify(cursorAfter(pages))}`,
      )
  }
  requireSame(storedOf(stream, pages), storedOf(stream, whole), 'A back-fill in turns of one page')
}
