import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { ADMIN, PageServer } from './page-server.ts'
import { settle } from './settle.ts'
import { visit } from './visitor.ts'

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
