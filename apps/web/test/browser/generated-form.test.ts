import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

/** With `courier`, whose settings have every kind of field. */
const PLUGINS_DIR = fileURLToPath(new URL('./plugins/', import.meta.url))
const FORM = '/administration/settings/courier'
const API = '/api/admin/settings/courier'
const TOKEN = 'canary-token-of-the-service'
const MASK = '••••••••'
const REFUSED = ['400 /api/admin/settings/courier', '409 /api/admin/settings/courier/choices']

describe('a generated form under the policy of the page', { timeout: 120_000 }, () => {
  const browser = browserOfFile()
  let server: PageServer
  beforeAll(async () => {
    server = await PageServer.start({ environment: { PLUGINS_DIR } })
  }, 120_000)
  afterAll(async () => server.stop())

  const open = async (options: Parameters<typeof visit>[2] = {}): Promise<Visitor> => {
    const ada = await visit(await browser(), server.url, { expects: REFUSED, ...options })
    await ada.signIn()
    await ada.page.goto(FORM)
    await ada.page.getByRole('textbox', { name: 'Address' }).waitFor()
    return ada
  }
  const stored = async ({ context }: Visitor): Promise<Record<string, unknown>> => {
    const { fields } = (await (await context.request.get(API)).json()) as {
      readonly fields: readonly { readonly key: string; readonly value: unknown }[]
    }
    return Object.fromEntries(fields.map(({ key, value }) => [key, value]))
  }
  const clear = async ({ context }: Visitor) => {
    await context.request.delete(API, { headers: { origin: server.url } })
  }
  const fillRequired = async (page: Page) => {
    await page.getByLabel('Address').fill('https://chat.example.org')
    await page.getByRole('textbox', { name: 'Access token' }).fill(TOKEN)
    await page.getByLabel('Account id').fill('12345')
  }
  const save = async (page: Page) => {
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').first().waitFor()
  }
  /** What is said at a field, by what it is described with. */
  const saidAt = async (page: Page, label: string): Promise<string> => {
    const ids = (await page.getByLabel(label).first().getAttribute('aria-describedby')) ?? ''
    const texts = await Promise.all(ids.split(' ').map((id) => page.locator(`[id="${id}"]`).allInnerTexts()))
    return texts.flat().join(' ')
  }

  test('has a field of every kind, is accessible, and fits a phone', async () => {
    await using ada = await open({ width: 360, theme: 'dark' })
    const { page } = ada
    for (const label of ['Address', 'Channel', 'Retries', 'Pause in seconds', 'Account id', 'Contact'])
      expect(await page.getByLabel(label).first().isVisible(), label).toBe(true)
    for (const label of ['Footer of messages', 'Extra', 'Mode', 'Quiet at night'])
      expect(await page.getByLabel(label).first().isVisible(), label).toBe(true)
    for (const group of ['Service', 'Delivery', 'Recipients', 'Signing keys'])
      expect(await page.getByRole('group', { name: group }).isVisible(), group).toBe(true)
    expect(await page.getByText(/unsupported/i).count()).toBe(0)
    expect(await page.getByRole('combobox', { name: 'Mode' }).inputValue()).toBe('Sandbox')
    expect(await page.getByLabel('Retries').inputValue()).toBe('3')
    expect(await saidAt(page, 'Address')).toBe('Where the service answers.')
    expect(await saidAt(page, 'Access token')).toContain('create a token')
    await ada.expectAccessible()
    await ada.expectFits()
    ada.expectQuiet()
  })

  test('shows fields that depend on others when they count', async () => {
    await using ada = await open()
    const { page } = ada
    expect(await page.getByLabel('Phone for alerts').count()).toBe(0)
    await page.getByRole('combobox', { name: 'Mode' }).click()
    await page.getByRole('option', { name: 'Live' }).click()
    await page.getByLabel('Alerts', { exact: true }).check()
    await page.getByLabel('Phone for alerts').waitFor()
    await page.getByLabel('Quiet at night').check()
    await page.getByLabel('Time zone').waitFor()
    await page.getByRole('combobox', { name: 'Mode' }).click()
    await page.getByRole('option', { name: 'Sandbox' }).click()
    await expect.poll(() => page.getByLabel('Phone for alerts').count()).toBe(0)
    ada.expectQuiet()
  })

  test('says at each field what is wrong: in the browser first, then what only the server knows', async () => {
    await using ada = await open()
    const { page } = ada
    await page.getByLabel('Contact').fill('ada')
    await page.getByLabel('Account id').fill('120')
    await page.getByRole('group', { name: 'Recipients' }).getByRole('button', { name: 'Add' }).click()
    await page.locator('#form_recipients_0').fill('nobody')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => saidAt(page, 'Contact')).toBe('Enter an email address, like ada@example.org.')
    expect(await saidAt(page, 'Address')).toContain('Fill in this field.')
    expect(await page.locator('[id="form_recipients_0__error"]').innerText()).toContain('Enter an email')
    await ada.expectAccessible()
    await page.getByLabel('Contact').fill('')
    await page.getByRole('button', { name: 'Remove entry 1' }).click()
    await fillRequired(page)
    await page.getByLabel('Account id').fill('120')
    await page.getByLabel('Extra').fill('{ size: 1 }')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Nothing was saved: correct what is marked above.').waitFor()
    expect(await saidAt(page, 'Account id')).toContain('An account id does not end with 0.')
    expect(await saidAt(page, 'Extra')).toContain('This is not valid JSON: line 1, column 3.')
    ada.expectQuiet()
  })

  test('offers what the service names, tests before it saves, and saves every kind', async () => {
    await using ada = await open()
    const { page } = ada
    await fillRequired(page)
    await page.getByRole('textbox', { name: 'Access token' }).fill('another-token')
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByText('The test failed.').waitFor()
    expect(await page.getByText('The service rejected this token: copy it again.').count()).toBeGreaterThan(0)
    await page.getByRole('textbox', { name: 'Access token' }).fill(TOKEN)
    await page.getByLabel('Contact').fill('ada@example.org')
    await page.getByLabel('#general', { exact: true }).check()
    await page.getByRole('combobox', { name: 'Channel' }).click()
    await page.getByRole('option', { name: '#random' }).click()
    await page.getByRole('combobox', { name: 'Mode' }).click()
    await page.getByRole('option', { name: 'Live' }).click()
    await page.getByLabel('Alerts', { exact: true }).check()
    await page.getByLabel('Phone for alerts').fill('+41441234567')
    await page.getByLabel('Retries').fill('5')
    await page.getByLabel('Pause in seconds').fill('1.5')
    await page.getByLabel('Quiet at night').check()
    await page.getByLabel('Time zone').fill('Europe/Zurich')
    await page.getByLabel('Footer of messages').fill('Bye')
    await page.getByLabel('Extra').fill('{ "size": 1 }')
    await page.getByRole('group', { name: 'Recipients' }).getByRole('button', { name: 'Add' }).click()
    await page.locator('#form_recipients_0').fill('bob@example.org')
    const keys = page.getByRole('group', { name: 'Signing keys' })
    for (const [index, key] of ['first-signing-key', 'second-signing-key'].entries()) {
      await keys.getByRole('button', { name: 'Add' }).click()
      await page.locator(`#form_keys_${index}`).fill(key)
    }
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByText('The test succeeded.').waitFor()
    expect(await stored(ada)).toMatchObject({ address: null })
    await save(page)
    expect(await stored(ada)).toMatchObject({
      address: 'https://chat.example.org',
      token: MASK,
      channel: 'random',
      mirrors: ['general'],
      mode: 'live',
      events: ['alert'],
      alertPhone: '+41441234567',
      retries: 5,
      pauseSeconds: 1.5,
      quiet: true,
      zone: 'Europe/Zurich',
      contact: 'ada@example.org',
      footer: 'Bye',
      extra: { size: 1 },
      recipients: ['bob@example.org'],
      keys: [expect.stringContaining(MASK), expect.stringContaining(MASK)],
    })
    ada.expectQuiet()
    await clear(ada)
  })

  test('keeps secrets behind their masks, and clears what is emptied', async () => {
    await using ada = await open()
    const { page } = ada
    await fillRequired(page)
    await page.getByLabel('Footer of messages').fill('Bye')
    const keys = page.getByRole('group', { name: 'Signing keys' })
    for (const [index, key] of ['first-signing-key', 'second-signing-key'].entries()) {
      await keys.getByRole('button', { name: 'Add' }).click()
      await page.locator(`#form_keys_${index}`).fill(key)
    }
    await save(page)
    const [, second] = (await stored(ada))['keys'] as readonly string[]
    await page.reload()
    const token = page.getByRole('textbox', { name: 'Access token' })
    await expect.poll(() => token.inputValue()).toBe(MASK)
    expect(await token.getAttribute('type')).toBe('password')
    await page.getByLabel('Footer of messages').fill('')
    await page.getByRole('button', { name: 'Remove entry 1' }).click()
    await save(page)
    expect(await stored(ada)).toMatchObject({ token: MASK, footer: null, keys: [second] })
    // Untouched defaults are not stored.
    const { fields } = (await (await ada.context.request.get(API)).json()) as {
      readonly fields: readonly { readonly key: string; readonly origin: string }[]
    }
    expect(fields.find(({ key }) => key === 'retries')?.origin).toBe('default')
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByText('The test succeeded.').waitFor()
    // What is typed into a mask takes its place.
    await token.press('End')
    await page.keyboard.type('x')
    expect(await token.inputValue()).toBe('x')
    ada.expectQuiet()
    await clear(ada)
  })
})
