import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page, Response } from 'playwright-core'
import { expect } from 'vitest'
import { openWindow, signInTo, type WindowOptions } from './open-window.ts'
import { settle } from './settle.ts'

const require = createRequire(import.meta.url)

export interface VisitorOptions extends WindowOptions {
  /** Answers of the server that the journey provokes, which are no faults of the page: `401 /api/accounts/me`. */
  readonly expects?: readonly string[]
  /** Other servers that the journey leads to, like a provider's sign-in. */
  readonly visits?: readonly string[]
}

/** A person in a browser, and everything that went wrong on the way. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page
  readonly context: BrowserContext
  /** Signs in by the API, as an earlier visit has. */
  signIn(who?: { readonly email: string; readonly password: string }): Promise<void>
  /** Fails on errors in the console, unexpected answers, requests to other servers, and blocked scripts or styles. */
  expectQuiet(): void
  /** Fails on violations that axe finds in the page as it is now. */
  expectAccessible(): Promise<void>
  /** Fails where the page is wider than the screen. */
  expectFits(): Promise<void>
  /**
   * Waits until the page shows all that it is going to show, unless it `loads` on purpose, and fails for each of the reasons above. True
   * otherwise.
   */
  isFaultless(options?: { readonly loads?: boolean }): Promise<true>
}

/** Without a session the page asks who is signed in, and is told that no one is. */
const ALWAYS_EXPECTED = ['401 /api/accounts/me', '404 /api/accounts/setup']

/**
 * Opens a browser window at a server.
 *
 * @example
 * await using ada = await visit(browser, server.url, { width: 360, theme: 'dark' })
 * await ada.page.goto('/')
 * ada.expectQuiet()
 */
export async function visit(browser: Browser, url: string, options: VisitorOptions = {}): Promise<Visitor> {
  const { expects = [], visits = [] } = options
  const context = await openWindow(browser, url, options)
  const page = await context.newPage()
  const faults: string[] = []
  const isExpected = (response: Response) => {
    const { pathname } = new URL(response.url())
    return [...ALWAYS_EXPECTED, ...expects].some((each) =>
      `${response.status()} ${pathname}`.startsWith(each),
    )
  }
  page.on('console', (message) => {
    // Chromium repeats each answer of 400 and above; those are judged below.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('request', (request) => {
    const known = [url, ...visits].some((each) => request.url().startsWith(`${each}/`))
    if (/^https?:/.test(request.url()) && !known) faults.push(`request to another server: ${request.url()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400 && !isExpected(response))
      faults.push(`${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`)
  })
  const visitor: Visitor = {
    page,
    context,
    signIn: (who) => signInTo(context, url, who),
    expectQuiet() {
      expect(faults.splice(0)).toEqual([])
    },
    async expectAccessible() {
      // By the debugging protocol, so that the policy of the page stays in force.
      if (await page.evaluate<boolean>(`typeof axe === 'undefined'`))
        await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'))
      const violations = await page.evaluate<readonly string[]>(`axe
        .run(document, { resultTypes: ['violations'] })
        .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, any }) => id + ': ' + target.join(' ') + ' ' + (any[0]?.message ?? ''))))`)
      expect(violations, page.url()).toEqual([])
    },
    async expectFits() {
      const excess = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(excess, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0)
    },
    async isFaultless({ loads = false } = {}) {
      if (!loads) await settle(page)
      await visitor.expectAccessible()
      await visitor.expectFits()
      visitor.expectQuiet()
      return true
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
  return visitor
}
