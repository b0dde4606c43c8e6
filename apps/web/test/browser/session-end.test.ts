import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { openWindow, signInTo } from './open-window.ts'
import { ADMIN, PageServer } from './page-server.ts'
import { settle } from './settle.ts'
import { type Visitor, visit } from './visitor.ts'

const WAIT = 60_000
const STEP = 15_000
const BOB = { email: 'bob@example.org', password: 'another horse battery', name: 'Bob' }

describe('a session that has ended', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  let server: PageServer
  /** Another browser of the same person: their sessions are ended from it, since sign-ins are limited. */
  let other: BrowserContext
  beforeAll(async () => {
    server = await PageServer.start()
    other = await openWindow(await browser(), server.url, {})
    await signInTo(other, server.url)
    const answer = await other.request.post('/api/admin/accounts/users', {
      data: BOB,
      headers: { origin: server.url },
    })
    expect(answer.status(), await answer.text()).toBe(201)
  }, WAIT)
  afterAll(() => server.stop())

  /** A person on a page, who expects refusals. */
  const open = async (path: string, who = ADMIN): Promise<Visitor> => {
    const ada = await visit(await browser(), server.url, { expects: ['401 '] })
    ada.page.setDefaultTimeout(STEP)
    await ada.signIn(who)
    await ada.page.goto(path)
    await settle(ada.page)
    return ada
  }
  /** As "Sign out everywhere else" of another browser does. */
  const endElsewhere = async () => {
    const answer = await other.request.delete('/api/accounts/sessions', { headers: { origin: server.url } })
    expect(answer.status()).toBe(204)
  }
  const fillIn = async (page: Page, { email, password } = ADMIN) => {
    await page.getByLabel('Email address').fill(email)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  const placeOf = (page: Page) => {
    const { pathname, search } = new URL(page.url())
    return `${pathname}${search}`
  }
  const untilSignIn = (page: Page) => page.getByRole('heading', { name: 'Sign in to Tributary' }).waitFor()

  test('ended elsewhere: the next page leads to the sign-in page, and then is there', async () => {
    await using ada = await open('/library?integration=netflix')
    await endElsewhere()
    await ada.page.getByRole('link', { name: 'Integrations' }).click()
    await untilSignIn(ada.page)
    expect(placeOf(ada.page)).toBe('/sign-in?returnTo=%2Fintegrations')
    await ada.expectAccessible()
    await fillIn(ada.page)
    await ada.page.getByRole('heading', { name: 'Integrations', level: 1 }).waitFor()
    expect(placeOf(ada.page)).toBe('/integrations')
    ada.expectQuiet()
  })

  test('signed out in another tab: what is saved leads there too, with the search of the address', async () => {
    await using ada = await open('/charts?days=7')
    const address = placeOf(ada.page)
    const tab = await ada.context.newPage()
    await tab.goto('/')
    await tab.getByRole('button', { name: 'Your account' }).click()
    await tab.getByRole('button', { name: 'Sign out' }).click()
    await untilSignIn(tab)
    await ada.page.getByRole('button', { name: 'Your account' }).click()
    await ada.page.getByText('Dark', { exact: true }).click()
    await untilSignIn(ada.page)
    await fillIn(ada.page)
    await ada.page.getByRole('heading', { level: 1, name: 'Metrics' }).waitFor()
    expect(placeOf(ada.page)).toBe(address)
    ada.expectQuiet()
  })

  test('is noticed by live updates, without a click', async () => {
    await using ada = await visit(await browser(), server.url, { expects: ['401 '] })
    ada.page.setDefaultTimeout(STEP)
    await ada.signIn()
    let isOver = false
    // Streams end after a quarter of an hour, and are opened again; here at once.
    await ada.page.route('**/api/changes/stream', (route) =>
      isOver ? route.continue() : route.fulfill({ contentType: 'text/event-stream', body: 'retry: 100\n\n' }),
    )
    await ada.page.goto('/developers')
    await settle(ada.page)
    await endElsewhere()
    isOver = true
    await untilSignIn(ada.page)
    expect(placeOf(ada.page)).toBe('/sign-in?returnTo=%2Fdevelopers')
    ada.expectQuiet()
  })

  test('shows nothing of one person to the next, and a wrong password only says so', async () => {
    await using ada = await open('/me')
    expect(await ada.page.content()).toContain(ADMIN.email)
    await ada.context.clearCookies()
    await ada.page.getByRole('link', { name: 'Jobs', exact: true }).click()
    await untilSignIn(ada.page)
    await fillIn(ada.page, { ...BOB, password: 'wrong' })
    await ada.page.getByText('The email address or the password is wrong.').waitFor()
    expect(placeOf(ada.page)).toBe('/sign-in?returnTo=%2Fjobs')
    await fillIn(ada.page, BOB)
    await ada.page.getByRole('button', { name: 'Your account: Bob' }).waitFor()
    await ada.page.getByRole('link', { name: 'Me', exact: true }).click()
    await ada.page.locator('main').getByText(BOB.email).waitFor()
    expect(await ada.page.content()).not.toContain(ADMIN.email)
    // The page of sign-in is reached by "Back" while a person is signed in.
    await ada.page.goBack()
    await ada.page.goBack()
    await untilSignIn(ada.page)
    await fillIn(ada.page)
    await ada.page.getByRole('button', { name: 'Your account: ada' }).waitFor()
    ada.expectQuiet()
  })

  test('a tab that is shown again is of the person who has signed in meanwhile', async () => {
    await using ada = await open('/me')
    await ada.context.clearCookies()
    await ada.signIn(BOB)
    // As the browser does for a tab that comes to the front; here each page is always visible.
    await ada.page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
    await ada.page.getByRole('button', { name: 'Your account: Bob' }).waitFor()
    await ada.page.locator('main').getByText(BOB.email).waitFor()
    expect(placeOf(ada.page)).toBe('/me')
    ada.expectQuiet()
  })

  test('is not what a refusal for another reason is', async () => {
    await using bob = await open('/developers', BOB)
    await bob.page.route(
      ({ pathname }) => pathname === '/api/jobs',
      (route) =>
        route.fulfill({
          status: 401,
          contentType: 'application/problem+json',
          body: JSON.stringify({ type: 'about:blank', title: 'Refused elsewhere', status: 401, code: 'X' }),
        }),
    )
    await bob.page.getByRole('link', { name: 'Jobs', exact: true }).click()
    await bob.page.getByRole('alert').filter({ hasText: 'Refused elsewhere' }).first().waitFor()
    expect(placeOf(bob.page)).toBe('/jobs')
  })
})
