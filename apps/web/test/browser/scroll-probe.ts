import type { Page } from 'playwright-core'

/** The longest and all long frames while something happens, and what the tab needed. */
export interface ScrollFigures {
  readonly frames: number
  readonly longestFrame: number
  readonly longFrames: number
  readonly heapMegabytes: number
}

const LONG_MILLISECONDS = 100

/** Measures the distances between frames while `act` runs, and the memory of scripts afterwards. */
export async function measureFrames(page: Page, act: () => Promise<void>): Promise<ScrollFigures> {
  await page.evaluate(`(() => {
    const state = { deltas: [], last: performance.now(), ended: false }
    globalThis.frameProbe = state
    const next = (now) => { state.deltas.push(now - state.last); state.last = now; if (!state.ended) requestAnimationFrame(next) }
    requestAnimationFrame((now) => { state.last = now; requestAnimationFrame(next) })
  })()`)
  await act()
  const deltas = await page.evaluate<number[]>(
    '(() => { globalThis.frameProbe.ended = true; return globalThis.frameProbe.deltas })()',
  )
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0
  return {
    frames: deltas.length,
    longestFrame: Math.round(Math.max(0, ...deltas)),
    longFrames: deltas.filter((delta) => delta > LONG_MILLISECONDS).length,
    heapMegabytes: Math.round(heap / 1e5) / 10,
  }
}

/** Moves the scroll bar of an element to a share of its height, frame by frame, as a hand that drags it. */
export async function dragScrollBar(
  page: Page,
  selector: string,
  { to, milliseconds }: { readonly to: number; readonly milliseconds: number },
): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const element = document.querySelector(${JSON.stringify(selector)})
    const from = element.scrollTop
    const end = (element.scrollHeight - element.clientHeight) * ${to}
    const start = performance.now()
    const step = (now) => {
      const share = Math.min(1, (now - start) / ${milliseconds})
      element.scrollTop = from + (end - from) * share
      if (share < 1) requestAnimationFrame(step)
      else resolve()
    }
    requestAnimationFrame(step)
  })`)
}
