import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { visit } from './visitor.ts'

const WAIT = 60_000
const STEP = 10_000

describe('what a person does for themselves', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  let server: PageServer
  beforeAll(async () => {
    server = await PageServer.start()
  }, WAIT)
  afterAll(() => server.stop())

  test('theme and language apply at once, and in the next browser', async () => {
    {
      await using ada = await visit(await browser(), server.url)
      await ada.signIn()
      ada.page.setDefaultTimeout(STEP)
      await ada.page.goto('/me/keys')
      await ada.page.getByRole('button', { name: 'Your account' }).click()
      await ada.page.getByText('Dark', { exact: true }).click()
      await ada.page.locator('html[data-mantine-color-scheme=dark]').waitFor()
      await ada.page.getByText('Deutsch', { exact: true }).click()
      await ada.page.getByRole('button', { name: 'Schlüssel erstellen' }).waitFor()
      const html = ada.page.locator('html')
      expect(await html.getAttribute('lang')).toBe('de')
      await ada.expectAccessible()
      ada.expectQuiet()
    }
    await using next = await visit(await browser(), server.url, { width: 360 })
    await next.signIn()
    await next.page.goto('/me')
    await next.page.locator('html[lang=de][data-mantine-color-scheme=dark]').waitFor()
    await next.page.getByText('English', { exact: true }).click()
    await next.page.getByRole('heading', { name: 'Appearance' }).waitFor()
    await next.expectFits()
    next.expectQuiet()
  })

  test('a key may do what was chosen, and no more', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    ada.page.setDefaultTimeout(STEP)
    await ada.page.goto('/me/keys')
    await ada.page.getByRole('button', { name: 'Create a key' }).click()
    await ada.page.getByLabel('What is it for?').fill('Dashboard')
    await ada.page.getByLabel('Only what I choose').check()
    await ada.page.getByRole('group', { name: 'Jobs' }).getByLabel('Read').check()
    await ada.page.getByRole('button', { name: 'Create the key' }).click()
    const key = (await ada.page.getByRole('region', { name: 'Your key' }).textContent()) ?? ''
    await ada.expectAccessible()
    const status = async (path: string) =>
      (await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${key}` } })).status
    expect([await status('/api/jobs'), await status('/api/library/items')]).toEqual([200, 403])
    await ada.page.getByRole('button', { name: 'I have copied it' }).click()
    await ada.page.getByRole('button', { name: 'Delete the key Dashboard' }).click()
    await ada.page.getByRole('button', { name: 'Delete the key', exact: true }).click()
    await ada.page.getByText('No keys yet').waitFor()
    expect(await status('/api/jobs')).toBe(401)
    ada.expectQuiet()
  })

  test('another session is ended, and signing out leads to the sign-in page', async () => {
    await using phone = await visit(await browser(), server.url)
    await phone.signIn()
    await using ada = await visit(await browser(), server.url, { expects: ['401 /api/'] })
    await ada.signIn()
    ada.page.setDefaultTimeout(STEP)
    await ada.page.goto('/me/security')
    await ada.page.getByText('This browser', { exact: true }).waitFor()
    await ada.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await ada.page.getByRole('button', { name: 'Sign out there' }).click()
    await ada.page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' })
    expect((await phone.context.request.get('/api/accounts/me')).status()).toBe(401)
    await ada.page.getByRole('button', { name: 'Your account' }).click()
    await ada.page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await ada.page.getByRole('heading', { name: 'Sign in to Tributary' }).waitFor()
    expect((await ada.context.request.get('/api/accounts/me')).status()).toBe(401)
    ada.expectQuiet()
  })

  test('a file with a bad line: the job names the record, and the file can be deleted', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    ada.page.setDefaultTimeout(STEP)
    await ada.page.goto('/jobs')
    await ada.page.getByText('Nothing has run yet').waitFor()
    const csv = 'Title,Date\n"Roma","20/11/2026"\n"Broken","32/13/2026"\n'
    const upload = await ada.context.request.post('/api/netflix/import', {
      headers: { origin: server.url },
      multipart: { file: { name: 'history.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) } },
    })
    expect(upload.status()).toBe(202)
    // Without loading the page again.
    await ada.page.getByText('1 could not be used').waitFor()
    await ada.page.getByLabel('State').selectOption('partial')
    await ada.page.waitForURL('**/jobs?status=partial')
    await ada.page.getByRole('link', { name: 'history.csv' }).click()
    await ada.page.getByRole('heading', { name: 'What could not be used' }).waitFor()
    await ada.page.getByText('found "32/13/2026"').first().waitFor()
    await ada.expectAccessible()
    await ada.page.getByRole('button', { name: 'Delete the kept file' }).click()
    await ada.page.getByRole('button', { name: 'Delete the file' }).click()
    await ada.page.getByText('The file has been deleted.').waitFor()
    ada.expectQuiet()
  })

  test('the documentation of a plugin runs operations with the session of the browser', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    ada.page.setDefaultTimeout(STEP)
    await ada.page.goto('/developers')
    await ada.page.getByRole('link', { name: 'notifications', exact: true }).click()
    await ada.page.locator('#operations-tag-notifications').click()
    const post = ada.page.locator('#operations-notifications-notificationsMarkAllRead')
    await post.locator('.opblock-summary-control').click()
    await post.getByRole('button', { name: 'Try it out' }).click()
    await post.getByRole('button', { name: 'Execute' }).click()
    const status = post.locator('.live-responses-table tbody .response-col_status')
    expect(await status.textContent()).toContain('200')
    ada.expectQuiet()
  })
})
