import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from 'playwright-core'

const DIST = new URL('../../dist/', import.meta.url)
const BITS_PER_BYTE = 8
const FAST_3G = { down: 1_600_000, up: 750_000, latency: 150 }
const CPU_SLOWDOWN = 4

/** What a person sees first on a page, and a button whose effect shows that the page answers. */
export interface UsableWhen {
  readonly path: string
  /** The main heading, and the first content that is of this person or this page alone. */
  readonly visible: readonly string[]
  readonly click: string
  /** What the click brings about. */
  readonly effect: string
}

export interface Load {
  /** From the first byte of the document until the click had its effect. */
  readonly usableMilliseconds: number
  /** The requests in the order in which they began, to see what waits for what. */
  readonly requests: readonly LoadedFile[]
}

export interface LoadedFile {
  readonly path: string
  /** Milliseconds after the first byte of the document. */
  readonly begins: number
  readonly ends: number
  /** Over the network; 0 from the cache. */
  readonly bytes: number
}

/** The scripts that Chromium requests for a page, and what they are in Brotli, in bytes. */
export async function scriptsOf(
  page: Page,
  { path, visible }: UsableWhen,
): Promise<ReadonlyMap<string, number>> {
  const paths = new Set<string>()
  const note = (request: { url(): string }) => {
    const { pathname } = new URL(request.url())
    if (pathname.endsWith('.js')) paths.add(pathname)
  }
  page.on('request', note)
  await page.goto(path)
  for (const selector of visible) await page.locator(selector).first().waitFor()
  await page.waitForLoadState('load')
  page.off('request', note)
  const sizes = [...paths].map(async (each) => [each, await brotliBytes(each)] as const)
  return new Map(await Promise.all(sizes))
}

/** Loads a page as a slow phone does. What the context has in its cache is used: a new one is cold. */
export async function loadSlowly(page: Page, usable: UsableWhen): Promise<Load> {
  await using slow = await slowDown(page)
  const watch = `(${watchUntilUsable.toString()})(${JSON.stringify(usable)})`
  await page.addInitScript(`globalThis.usable = ${watch}`)
  await page.goto(usable.path, { waitUntil: 'commit' })
  void slow
  // The slowness ends with this function.
  return await page.evaluate<Load>(`globalThis.usable.then((at) => {
    const [{ responseStart }] = performance.getEntriesByType('navigation')
    const from = (time) => Math.round(time - responseStart)
    return {
      usableMilliseconds: from(at),
      requests: performance.getEntriesByType('resource').map((each) => ({
        path: new URL(each.name).pathname, begins: from(each.startTime), ends: from(each.responseEnd), bytes: each.transferSize,
      })),
    }
  })`)
}

/** Runs in the page: looks at each frame, clicks as soon as there is something to see, and resolves when the click had its effect. */
function watchUntilUsable({ visible, click, effect }: UsableWhen): Promise<number> {
  interface Shown {
    checkVisibility(): boolean
    click(): void
    dispatchEvent(event: unknown): boolean
  }
  const page = globalThis as unknown as {
    document: { querySelector(selector: string): Shown | null }
    requestAnimationFrame(callback: () => void): void
    readonly MouseEvent: new (type: string, init: object) => unknown
  }
  const isShown = (selector: string) => page.document.querySelector(selector)?.checkVisibility() === true
  return new Promise((resolve) => {
    let clicked = false
    const look = () => {
      if (clicked && isShown(effect)) {
        resolve(performance.now())
        return
      }
      if (!clicked && [...visible, click].every(isShown)) {
        clicked = true
        const button = page.document.querySelector(click)
        // Some buttons act when they are pressed, others when they are let go.
        button?.dispatchEvent(new page.MouseEvent('mousedown', { bubbles: true, cancelable: true }))
        button?.click()
      }
      page.requestAnimationFrame(look)
    }
    look()
  })
}

async function slowDown(page: Page): Promise<AsyncDisposable> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: FAST_3G.latency,
    downloadThroughput: FAST_3G.down / BITS_PER_BYTE,
    uploadThroughput: FAST_3G.up / BITS_PER_BYTE,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
  return { [Symbol.asyncDispose]: () => session.detach() }
}

/** What the server sends of a file; very small ones are not compressed. */
async function brotliBytes(path: string): Promise<number> {
  const file = fileURLToPath(new URL(`.${path}`, DIST))
  const { size } = await stat(`${file}.br`).catch(() => stat(file))
  return size
}
