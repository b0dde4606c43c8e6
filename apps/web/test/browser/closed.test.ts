import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { fillAccount } from './fill-account.ts'
import { PLUGINS_DIR } from './open-window.ts'
import { KNOWN_PATTERNS, placesOf } from './page-places.ts'
import { PageServer } from './page-server.ts'
import { settle } from './settle.ts'
import { type Visitor, visit } from './visitor.ts'

const WAIT = 300_000

interface Combination {
  readonly has: 'data' | 'nothing'
  readonly width: number
  readonly theme: 'light' | 'dark'
  readonly locale: string
  /** How each page is reached. */
  readonly by: 'address' | 'router'
}

/** What is not there yet is asked for, and what another service would have to answer. */
const EXPECTED = ['404 /api/library/items/', '409 /api/admin/plugins/choices']

/**
 * Each width with each theme and language, and each of them with data and without. All sixteen take ten minutes. Loading an address costs twice as much
 * as having the router go there.
 */
const COMBINATIONS: readonly Combination[] = [
  { has: 'data', width: 1440, theme: 'light', locale: 'en-GB', by: 'address' },
  { has: 'data', width: 360, theme: 'dark', locale: 'de-DE', by: 'router' },
  { has: 'nothing', width: 1440, theme: 'dark', locale: 'de-DE', by: 'router' },
  { has: 'nothing', width: 360, theme: 'light', locale: 'en-GB', by: 'router' },
]

const ALL_COMBINATIONS: readonly Combination[] = (['data', 'nothing'] as const).flatMap((has) =>
  [1440, 360].flatMap((width) =>
    (['light', 'dark'] as const).flatMap((theme) =>
      ['en-GB', 'de-DE'].map((locale) => ({ has, width, theme, locale, by: 'address' as const })),
    ),
  ),
)

const combinations = process.env['EVERY_COMBINATION'] === undefined ? COMBINATIONS : ALL_COMBINATIONS

describe('the page', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  const servers = new Map<'data' | 'nothing', PageServer>()
  const serverWith = (has: 'data' | 'nothing') => {
    const server = servers.get(has)
    if (server === undefined) throw new Error(`there is no server with ${has}`)
    return server
  }
  const open = async (has: 'data' | 'nothing', options: Parameters<typeof visit>[2] = {}) => {
    const ada = await visit(await browser(), serverWith(has).url, { expects: EXPECTED, ...options })
    await ada.signIn()
    return ada
  }
  beforeAll(async () => {
    for (const has of ['data', 'nothing'] as const)
      servers.set(has, await PageServer.start({ environment: { PLUGINS_DIR } }))
    await using ada = await open('data')
    await fillAccount(ada.context.request, serverWith('data').url)
  }, WAIT)
  afterAll(async () => {
    for (const server of servers.values()) await server.stop()
  })

  test('has no address that is not opened here', async () => {
    await using ada = await open('nothing')
    await ada.page.goto('/')
    await settle(ada.page)
    const routes = await ada.page.evaluate<readonly string[]>('Object.keys(__TSR_ROUTER__.routesByPath)')
    expect(routes.toSorted()).toEqual(KNOWN_PATTERNS.toSorted())
  })

  test.for(combinations)(
    'opens everywhere without a fault: $has, $width px, $theme, $locale, by $by',
    async ({ has, by, ...options }) => {
      await using ada = await open(has, options)
      await using stranger = await visit(await browser(), serverWith(has).url, options)
      const language = options.locale.slice(0, 2)
      const faults: string[] = []
      for (const { pattern, address, isOfStranger } of await placesOf(ada.context.request, has)) {
        const visitor = isOfStranger ? stranger : ada
        await goTo(visitor.page, address, by)
        await settle(visitor.page)
        faults.push(...(await faultsOf(visitor, language)).map((fault) => `${pattern}: ${fault}`))
      }
      expect(faults).toEqual([])
    },
  )

  describe('refuses what a stranger could bring into it', () => {
    test.for([
      ['an inline script', `add('script', { textContent: 'globalThis.ran = true' })`, 'script-src-elem'],
      [
        'an inline event handler',
        `add('button', { onclickText: 'globalThis.ran = true' }).click()`,
        'script-src-attr',
      ],
      ['eval', `tryTo(() => (0, eval)('globalThis.ran = true'))`, 'script-src'],
      ['a function made of text', `tryTo(() => new Function('globalThis.ran = true')())`, 'script-src'],
      ['an inline style sheet', `add('style', { textContent: 'h1 { color: red }' })`, 'style-src-elem'],
      ['a script of another server', `add('script', { src: OTHER + '/x.js' })`, 'script-src-elem'],
      [
        'a style sheet of another server',
        `add('link', { rel: 'stylesheet', href: OTHER + '/x.css' })`,
        'style-src-elem',
      ],
      ['an image of another server', `add('img', { src: OTHER + '/x.png' })`, 'img-src'],
      ['a request to another server', `tryTo(() => fetch(OTHER + '/x'))`, 'connect-src'],
      ['a frame', `add('iframe', { src: OTHER })`, 'frame-src'],
      [
        'a form that is sent to another server',
        `add('form', { action: OTHER, method: 'post' }).submit()`,
        'form-action',
      ],
    ] as const)('%s', async ([, attempt, directive]) => {
      // Each page has the same policy; this one needs no session.
      await using stranger = await visit(await browser(), serverWith('nothing').url)
      await stranger.page.goto('/sign-in')
      await settle(stranger.page)
      expect(await violationOf(stranger.page, attempt)).toEqual({ directive, ran: false })
    })
  })
})

async function goTo(page: Page, address: string, by: Combination['by']): Promise<void> {
  // The router is there once the page is loaded.
  if (by === 'address' || page.url() === 'about:blank') await page.goto(address)
  else await page.evaluate(`__TSR_ROUTER__.navigate({ href: ${JSON.stringify(address)} })`)
}

/** Everything that is wrong with a page as it is now, so that one run tells all of it. */
async function faultsOf(visitor: Visitor, language: string): Promise<readonly string[]> {
  const faults: string[] = []
  const tell = async (check: () => void | Promise<void>) => {
    try {
      await check()
    } catch (error) {
      // The message of an assertion shortens the list that it is about.
      const { message, actual } = error as { readonly message: string; readonly actual?: unknown }
      faults.push(Array.isArray(actual) ? actual.join('; ') : message)
    }
  }
  await tell(() => visitor.expectQuiet())
  await tell(() => visitor.expectAccessible())
  await tell(() => visitor.expectFits())
  const { page } = visitor
  await tell(async () => expect(await page.locator('html').getAttribute('lang')).toBe(language))
  await tell(async () => expect(await page.locator('h1').count()).toBe(1))
  return faults
}

/** Another server than that of the page: the port of "discard", where nothing answers. */
const OTHER = 'http://127.0.0.1:9'

/** What the policy of the page reports when a script of its own tries something, and whether it ran all the same. */
function violationOf(page: Page, attempt: string): Promise<{ directive: string; ran: boolean }> {
  // A timer of the page runs it: what the debugging protocol evaluates itself is exempt from the policy.
  return page.evaluate(`new Promise((resolve) => {
    const OTHER = '${OTHER}'
    const tryTo = (what) => { try { Promise.resolve(what()).catch(() => {}) } catch {} }
    const add = (name, { onclickText, ...properties }) => {
      const element = Object.assign(document.createElement(name), properties)
      if (onclickText !== undefined) element.setAttribute('onclick', onclickText)
      document.body.append(element)
      return element
    }
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      setTimeout(() => resolve({ directive: effectiveDirective, ran: globalThis.ran === true }), 50), { once: true })
    setTimeout(() => resolve({ directive: 'none', ran: globalThis.ran === true }), 3000)
    setTimeout(() => { ${attempt} }, 0)
  })`)
}
