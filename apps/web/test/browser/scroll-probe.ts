import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'

/** The longest and all long frames while something happens, and what the tab needed. */
export interface ScrollFigures {
  readonly frames: number
  readonly longestFrame: number
  readonly longFrames: number
  readonly heapMegabytes: number
  /** Without what processes share: what Chromium's task manager shows as the memory of a tab. `undefined` where there is no `/proc`. */
  readonly tabMegabytes: number | undefined
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
    tabMegabytes: await tabMegabytes(page),
  }
}

/** Of the largest renderer process: there is one for each open tab. */
async function tabMegabytes(page: Page): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined
  const session = await page.context().browser()?.newBrowserCDPSession()
  if (session === undefined) return undefined
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  return Math.max(...(await Promise.all(renderers.map(({ id }) => privateMegabytes(id)))))
}

async function privateMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  return Math.round((kilobytes('RssAnon') + kilobytes('VmSwap')) / 1024)
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
