import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { ADMIN, PageServer } from './page-server.ts'
import { settle } from './settle.ts'
import { type Visitor, visit } from './visitor.ts'

const WAIT = 60_000

describe('what an address asks for and no page knows is left out', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  let server: PageServer
  beforeAll(async () => {
    server = await PageServer.start()
  }, WAIT)
  afterAll(() => server.stop())

  test.each(['//evil.example', 'https://evil.example/', '/\\evil.example'])(
    'sign-in leads to the start page in place of %s',
    async (returnTo) => {
      await using ada = await visit(await browser(), server.url)
      await ada.page.goto(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`)
      await ada.page.getByLabel('Email address').fill(ADMIN.email)
      await ada.page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password)
      await ada.page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await ada.page.getByRole('button', { name: 'Your account: ada' }).waitFor()
      expect(ada.page.url()).toBe(`${server.url}/`)
      ada.expectQuiet()
    },
  )

  test('pages with filters are shown without those that do not exist', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    for (const [address, shown] of [
      ['/integrations?kind=zz', '/integrations'],
      ['/charts?range=__proto__&per=constructor', '/charts'],
      ['/library?type=__proto__&from=2026-99-99&text=Film', '/library?text=Film'],
      ['/jobs?status=constructor', '/jobs'],
      ['/administration/audit?from=2026-99-99', '/administration/audit'],
    ] as const) {
      await ada.page.goto(address)
      await settle(ada.page)
      expect(ada.page.url()).toBe(`${server.url}${shown}`)
      expect(await ada.page.getByRole('alert').count(), address).toBe(0)
      ada.expectQuiet()
    }
  })
})

const UNKNOWN = '00000000-0000-4000-8000-000000000000'

describe('what does not exist is said to, with the way to the start page', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  let server: PageServer
  let ada: Visitor
  beforeAll(async () => {
    server = await PageServer.start()
    ada = await visit(await browser(), server.url, { expects: ['404 /api/', '400 /api/'] })
    await ada.signIn()
  }, WAIT)
  afterAll(async () => {
    await ada?.[Symbol.asyncDispose]()
    await server?.stop()
  })

  test.each([
    `/jobs/${UNKNOWN}`,
    '/jobs/incomplete',
    `/imports/${UNKNOWN}`,
    `/connections/${UNKNOWN}`,
    '/connections/incomplete',
    `/charts/templates/${UNKNOWN}`,
    `/charts/templates/${UNKNOWN}/edit`,
    '/library/999999999',
    '/integrations/nonsense',
    `/me/webhooks/${UNKNOWN}`,
    '/administration/settings/nonsense',
    `/administration/instances/${UNKNOWN}`,
    `/administration/health/instance/${UNKNOWN}`,
    '/administration/nonsense',
  ])('%s', async (address) => {
    await ada.page.goto(address)
    await settle(ada.page)
    expect(
      await ada.page.getByRole('heading', { name: /^There is (nothing|no page) at this address$/ }).count(),
    ).toBe(1)
    expect(await ada.page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    await ada.page.getByRole('link', { name: 'To the start page' }).waitFor()
    await ada.expectAccessible()
    ada.expectQuiet()
  })
})
