import type { APIRequestContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PLUGINS_DIR } from './open-window.ts'
import { PageServer } from './page-server.ts'
import { visit } from './visitor.ts'

const WAIT = 90_000
const STEP = 15_000

describe('channels of notifications', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  let server: PageServer
  beforeAll(async () => {
    server = await PageServer.start({ environment: { PLUGINS_DIR } })
  }, WAIT)
  afterAll(() => server.stop())

  /** The last code that the courier has brought to an address. */
  const codeTo = async (address: string) => {
    const found = () => server.output.split(`courier to ${address}: `).at(-1)?.slice(0, 6) ?? ''
    await expect.poll(found, { timeout: STEP }).toMatch(/^\d{6}$/)
    return found()
  }

  async function addInstance(request: APIRequestContext): Promise<void> {
    const values = {
      address: 'https://chat.example.org',
      token: 'canary-token-of-the-service',
      accountId: '12345',
    }
    const answer = await request.post('/api/admin/plugins/instances', {
      data: { plugin: 'courier', kind: 'notification', name: 'Post office', values },
      headers: { origin: server.url },
    })
    expect(answer.status()).toBe(201)
  }

  test('opened by the administrator, added, confirmed by its code, tested, and chosen for', async () => {
    await using ada = await visit(await browser(), server.url, {
      expects: ['400 /api/notifications/delivery/channels'],
    })
    await ada.signIn()
    const { page } = ada
    page.setDefaultTimeout(STEP)
    await page.goto('/me/notifications')
    await page.getByRole('heading', { name: 'No service yet' }).waitFor()
    await ada.expectAccessible()
    await addInstance(ada.context.request)
    await page.goto('/administration/instances')
    await page.getByRole('link', { name: 'Post office' }).click()
    const opening = page.getByLabel('People may have their notifications sent through it')
    await opening.click({ force: true })
    await expect.poll(() => opening.isChecked(), { timeout: STEP }).toBe(true)
    await ada.isFaultless()

    await page.goto('/me/notifications')
    await page.getByRole('button', { name: 'Add a channel' }).click()
    await page.getByLabel('Name').fill('My mail')
    await page.getByLabel('Your address').fill('ada@example.org')
    await page.getByRole('button', { name: 'Add the channel' }).click()
    await page.getByText('A code was sent to ada@example.org.').waitFor()
    await ada.isFaultless()
    const code = await codeTo('ada@example.org')
    await page.getByLabel('Code').fill(code === '000000' ? '000001' : '000000')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('Check the code.').waitFor()
    await page.getByLabel('Code').fill(code)
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('On', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await page.getByText('The test message was sent.').waitFor()
    await ada.isFaultless()
    expect(server.output).toContain('courier to ada@example.org: Test message of Tributary')
    await page.getByLabel('Once a day, all in one message').check()
    await page.locator('input[type=time]').fill('07:30')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').first().waitFor()

    await page.getByRole('link', { name: 'All channels' }).click()
    await page.getByLabel('A notice from a sync through My mail').selectOption('Nothing')
    await page.getByLabel('Have quiet hours').click({ force: true })
    await page.getByLabel(/^From/).fill('21:00')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').first().waitFor()
    // Without the toast, whose colours fade.
    await page.reload()
    await ada.isFaultless()
    expect(await page.getByLabel('A notice from a sync through My mail').inputValue()).toBe('never')
    expect(await page.getByLabel(/^From/).inputValue()).toBe('21:00')
    const { items } = (await (
      await ada.context.request.get('/api/notifications/delivery/channels')
    ).json()) as {
      items: object[]
    }
    expect(items).toEqual([
      expect.objectContaining({ state: 'active', dailyAt: '07:30', rules: { sync_warning: 'never' } }),
    ])
  })

  test('a message that fails says why, in German on a small screen as well', async () => {
    await using ada = await visit(await browser(), server.url, { width: 360, theme: 'dark', locale: 'de-DE' })
    await ada.signIn()
    const { page } = ada
    page.setDefaultTimeout(STEP)
    await page.goto('/me/notifications')
    await page.getByRole('button', { name: 'Kanal hinzufügen' }).click()
    await page.getByLabel('Your address').fill('bounce@example.org')
    await page.getByRole('dialog').getByRole('button', { name: 'Kanal hinzufügen' }).click()
    await page.getByRole('button', { name: 'Neuen Code senden' }).click()
    await page.getByText('This address does not exist.').waitFor()
    await ada.isFaultless()
    await page.getByRole('button', { name: 'Löschen' }).click()
    await page.getByRole('button', { name: 'Kanal löschen' }).click()
    await page.getByText('My mail').first().waitFor()
    expect(await ada.isFaultless()).toBe(true)
  })
})
