import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { GENEROUS, report, shareOfBudget } from './budget.ts'
import { createDemo } from './create-demo.ts'
import { type Load, loadSlowly, scriptsOf, type UsableWhen } from './measure-load.ts'
import { PageServer } from './page-server.ts'
import { visit } from './visitor.ts'

const SCRIPT_BYTES = 200_000
/** What a phone may take. */
const BUDGET_MILLISECONDS = { cold: 4000, warm: 1500 } as const
const WAIT = 180_000

const SIGN_IN: UsableWhen = {
  path: '/sign-in',
  visible: ['h1', 'input[type=email]', 'button[type=submit]'],
  click: 'button[aria-label="Show the password"]',
  effect: 'input[autocomplete=current-password][type=text]',
}
const HOME: UsableWhen = {
  path: '/',
  // A card of a metric: its values have arrived.
  visible: ['h1', 'main a[href^="/charts?"]'],
  click: 'button[aria-label^="Your account"][aria-expanded=false]',
  effect: 'button[aria-label^="Your account"][aria-expanded=true]',
}

describe('how quickly the page is there', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  let server: PageServer
  beforeAll(async () => {
    server = await PageServer.start()
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    await createDemo(ada.context.request, server.url)
  }, WAIT)
  afterAll(() => server.stop())

  describe.each([
    { name: 'sign-in', usable: SIGN_IN, signedIn: false },
    { name: 'Home', usable: HOME, signedIn: true },
  ])('$name', ({ name, usable, signedIn }) => {
    /** A person whose browser has nothing in its cache. */
    const withNewBrowser = async <Result>(use: (page: Page) => Promise<Result>): Promise<Result> => {
      await using ada = await visit(await browser(), server.url, { width: 360 })
      if (signedIn) await ada.signIn()
      // The window is closed at the end of this block.
      return await use(ada.page)
    }

    test(`loads at most ${SCRIPT_BYTES / 1000} kB of script`, async () => {
      const scripts = await withNewBrowser((page) => scriptsOf(page, usable))
      const bytes = [...scripts.values()].reduce((sum, each) => sum + each, 0)
      report(`${name}: ${scripts.size} scripts, ${bytes} bytes of Brotli`)
      expect(scripts.size).toBeGreaterThan(1)
      expect(bytes, [...scripts].map((each) => each.join(' ')).join('\n')).toBeLessThanOrEqual(SCRIPT_BYTES)
    })

    test('is usable on a slow phone that was never here', async () => {
      const load = await withNewBrowser((page) => loadSlowly(page, usable))
      const { cold } = BUDGET_MILLISECONDS
      expect(told(`${name}, cold`, load, cold)).toBeLessThanOrEqual(GENEROUS)
    })

    test('is usable on a slow phone that was here before', async () => {
      const load = await withNewBrowser(async (page) => {
        await page.goto(usable.path)
        for (const selector of usable.visible) await page.locator(selector).first().waitFor()
        await page.waitForLoadState('load')
        await page.goto('about:blank')
        return loadSlowly(page, usable)
      })
      const { warm } = BUDGET_MILLISECONDS
      expect(told(`${name}, warm`, load, warm)).toBeLessThanOrEqual(GENEROUS)
      // Otherwise nothing came from the cache, and this measures the same as the test above.
      expect(load.requests.filter(({ path, bytes }) => path.startsWith('/assets/') && bytes > 0)).toEqual([])
    })
  })
})

/** The share of the budget, from the first byte of the page on; with `WATERFALL` set, all requests are told. */
function told(what: string, { usableMilliseconds, requests }: Load, budget: number): number {
  if (process.env['WATERFALL'] !== undefined)
    for (const { path, begins, ends, bytes } of requests) report(`${begins}–${ends} ms ${bytes} ${path}`)
  return shareOfBudget(`${what}: usable`, usableMilliseconds, budget)
}
