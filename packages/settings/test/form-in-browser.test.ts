import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { missingBrowser, openBrowser } from '@tributary/browser'
import { providers, settings } from '@tributary/integration-host'
import { FIELD_KINDS, fieldOf } from '@tributary/integration-kit/host'
import { notificationProvider } from '@tributary/integration-kit/providers'
import { parseAllowList } from '@tributary/provider-client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { pluginsPlugin, SECRET_MASK } from '../src/index.ts'
import { type ChannelService, startChannelService, TOKEN } from './channel-service.ts'
import { everyKind } from './every-kind.ts'
import { type FormPage, openFormPage } from './form-page/open-form-page.ts'
import { offering } from './instances/instances-server.ts'
import { type SettingsServer, startSettingsServer } from './settings-server.ts'

const missing = await missingBrowser()
const SCREENSHOTS = join(import.meta.dirname, '../.turbo')

/** What the instance was opened with. */
const opened: unknown[] = []

/** The same form, of instances. */
const chat = offering(
  'chat',
  notificationProvider({
    instance: everyKind.schema,
    api: { baseUrl: ({ config }) => String(config['address']) },
    test: async () => {},
    open({ config }) {
      opened.push(config)
      return { send: async () => {} }
    },
  }),
)

const ALWAYS_SHOWN = [
  'Address',
  'Access token',
  'Channel',
  'Mode',
  'Retries',
  'Pause in seconds',
  'Quiet at night',
  'Account id',
  'Contact',
  'Footer of messages',
  'Extra',
]

describe.skipIf(missing !== undefined)(`the form of a plugin in a browser ${missing ?? ''}`, () => {
  let browser: Browser
  let service: ChannelService
  let server: SettingsServer
  const pages: FormPage[] = []
  beforeAll(async () => {
    await mkdir(SCREENSHOTS, { recursive: true })
    browser = await openBrowser()
    service = await startChannelService()
    server = await startSettingsServer({
      playerSettings: everyKind,
      egressAllow: '127.0.0.1',
      plugins: [pluginsPlugin({ egressAllow: parseAllowList('127.0.0.1') }), chat],
    })
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
    await service.stop()
  })
  afterEach(async () => {
    const printed = pages.flatMap((each) => each.printed)
    await Promise.all(pages.splice(0).map(({ page }) => page.close()))
    await server.ask({ method: 'DELETE' })
    expect(printed).toEqual([])
  })

  const open = async (query = 'plugin=player'): Promise<Page> => {
    const form = await openFormPage(browser, server, query)
    pages.push(form)
    return form.page
  }
  const field = (page: Page, label: string) => page.getByLabel(label, { exact: false }).first()
  const list = (page: Page, title: string) => page.locator('.rjsf-field-array').filter({ hasText: title })
  const save = async (page: Page): Promise<string> => {
    await page.getByRole('button', { name: 'Save' }).click()
    const status = page.getByRole('status').filter({ hasText: /aved/ })
    await status.waitFor()
    return status.innerText()
  }
  const errorsOf = (page: Page, key: string) => page.locator(`#root_${key}__error`).allInnerTexts()
  const read = () => server.kernel.getService(settings).read('player')
  const fillRequired = async (page: Page) => {
    await field(page, 'Address').fill(service.url)
    await field(page, 'Access token').fill(TOKEN)
    await field(page, 'Account id').fill('12345')
  }

  test('has a field of every kind, each with its label, in groups and in order', async () => {
    const kinds = Object.values(everyKind.schema.properties).map((schema) => fieldOf(schema)?.kind)
    expect(new Set(kinds)).toEqual(new Set(FIELD_KINDS))
    const page = await open()
    for (const label of ALWAYS_SHOWN) expect(await field(page, label).isVisible(), label).toBe(true)
    expect(await page.locator('fieldset.group > legend').allInnerTexts()).toEqual(['Service', 'Delivery'])
    expect(await page.getByText('Unsupported field').count()).toBe(0)
    await page.screenshot({ path: join(SCREENSHOTS, 'form-empty.png'), fullPage: true })
  })

  test('shows fields that depend on others when they count', async () => {
    const page = await open()
    for (const label of ['Events', 'Phone for alerts', 'Time zone'])
      expect(await page.getByText(label).count(), label).toBe(0)
    await field(page, 'Mode').selectOption({ label: 'Live' })
    await page.getByLabel('Alerts', { exact: true }).check()
    await field(page, 'Quiet at night').check()
    for (const label of ['Phone for alerts', 'Time zone'])
      expect(await field(page, label).isVisible(), label).toBe(true)
    await field(page, 'Mode').selectOption({ label: 'Sandbox' })
    expect(await page.getByText('Phone for alerts').count()).toBe(0)
  })

  test('shows help as a tooltip that the keyboard reaches, and describes the field with it', async () => {
    const page = await open()
    const tooltip = page.getByRole('tooltip', { includeHidden: true }).filter({ hasText: 'create a token' })
    expect(await tooltip.isVisible()).toBe(false)
    const describedBy = await field(page, 'Access token').getAttribute('aria-describedby')
    expect(describedBy?.split(' ')).toContain(await tooltip.getAttribute('id'))
    await field(page, 'Access token').focus()
    await page.keyboard.press('Tab')
    expect(await tooltip.isVisible()).toBe(true)
    await page.screenshot({ path: join(SCREENSHOTS, 'form-tooltip.png') })
    await page.keyboard.press('Escape')
    expect(await tooltip.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Help' }).first().hover()
    expect(await tooltip.isVisible()).toBe(true)
  })

  test('shows what the server says of each invalid value at its field', async () => {
    const page = await open()
    await field(page, 'Address').fill('chat')
    await field(page, 'Access token').fill('short')
    await field(page, 'Retries').fill('12')
    await field(page, 'Account id').fill('ab0')
    await field(page, 'Contact').fill('ada')
    await field(page, 'Extra').fill('{ size: 1 }')
    await list(page, 'Recipients').getByRole('button', { name: /add/i }).click()
    await page.locator('#root_recipients_0').fill('nobody')
    expect(await save(page)).toBe('Not saved.')
    await page.screenshot({ path: join(SCREENSHOTS, 'form-invalid.png'), fullPage: true })
    const messages = {
      address: 'Enter an address, like https://example.org.',
      token: 'Enter at least 8 characters.',
      retries: 'Enter 9 or less.',
      accountId: 'Enter a value in the format of 12345.\nAn account id does not end with 0.',
      contact: 'Enter an email address, like ada@example.org.',
      extra: 'This is not valid JSON: line 1, column 3.',
      recipients: 'Entry 1: Enter an email address, like ada@example.org.',
    }
    for (const [key, message] of Object.entries(messages))
      expect(await errorsOf(page, key), key).toEqual([message])
    expect(await errorsOf(page, 'footer')).toEqual([])
  })

  test('offers the choices that the service names, and keeps one that it no longer offers', async () => {
    const page = await open()
    await fillRequired(page)
    await field(page, 'Contact').focus()
    const channel = page.locator('select#root_channel')
    await channel.waitFor()
    expect((await channel.locator('option').allInnerTexts()).filter((text) => text !== '')).toEqual([
      '#general',
      '#random',
    ])
    await channel.selectOption({ label: '#random' })
    await page.getByLabel('#general', { exact: true }).check()
    expect(await save(page)).toBe('Saved.')
    expect(await read()).toMatchObject({ channel: 'random', mirrors: ['general'] })
    service.channels = ['general', 'new']
    const again = await open()
    const chosen = again.locator('select#root_channel option:checked')
    await chosen.waitFor({ state: 'attached' })
    expect(await chosen.innerText()).toBe('random (no longer offered)')
    expect(await save(again)).toBe('Saved.')
    expect(await read()).toMatchObject({ channel: 'random' })
    service.channels = ['general', 'random']
  })

  test('masks secrets, and saving keeps them', async () => {
    const page = await open()
    await fillRequired(page)
    for (const [index, key] of ['first-signing-key', 'second-signing-key'].entries()) {
      await list(page, 'Signing keys').getByRole('button', { name: /add/i }).click()
      await page.locator(`#root_keys_${index}`).fill(key)
    }
    expect(await save(page)).toBe('Saved.')
    const again = await open()
    expect(await field(again, 'Access token').inputValue()).toBe(SECRET_MASK)
    expect(await field(again, 'Access token').getAttribute('type')).toBe('password')
    expect(await again.locator('#root_keys_1').inputValue()).toContain(SECRET_MASK)
    expect(await again.content()).not.toMatch(/signing-key"|canary/)
    await field(again, 'Contact').fill('ada@example.org')
    await list(again, 'Signing keys')
      .getByRole('button', { name: /remove/i })
      .first()
      .click()
    expect(await save(again)).toBe('Saved.')
    expect(await read()).toMatchObject({
      token: TOKEN,
      keys: ['second-signing-key'],
      contact: 'ada@example.org',
    })
    // What was left alone is not set.
    for (const key of ['channel', 'mirrors', 'pauseSeconds', 'extra'])
      expect((await read())?.[key] ?? []).toEqual([])
    await again.screenshot({ path: join(SCREENSHOTS, 'form-saved.png'), fullPage: true })
  })

  test('fills the form of an instance, which is created, keeps its secrets, and is used', async () => {
    const mount = '/api/admin/plugins/instances'
    const use = () =>
      server.kernel
        .getService(providers)
        .use({ kind: 'notification', instance: 'operators' }, () => undefined)
    const page = await open('plugin=chat&kind=notification')
    await field(page, 'Address').fill('chat')
    await field(page, 'Account id').fill('ab0')
    expect(await save(page)).toBe('Not saved.')
    expect(await errorsOf(page, 'address')).toEqual(['Enter an address, like https://example.org.'])
    expect(await errorsOf(page, 'accountId')).toEqual([
      'Enter a value in the format of 12345.\nAn account id does not end with 0.',
    ])
    expect(await errorsOf(page, 'token')).not.toEqual([])
    await fillRequired(page)
    await field(page, 'Mode').selectOption({ label: 'Live' })
    await page.getByLabel('Alerts', { exact: true }).check()
    await field(page, 'Phone for alerts').fill('+41441234567')
    const channel = page.locator('select#root_channel')
    await channel.waitFor()
    await channel.selectOption({ label: '#random' })
    for (const [index, key] of ['first-signing-key', 'second-signing-key'].entries()) {
      await list(page, 'Signing keys').getByRole('button', { name: /add/i }).click()
      await page.locator(`#root_keys_${index}`).fill(key)
    }
    expect(await save(page)).toBe('Saved.')
    const [created] = (await server.ask({ path: mount, mount: '' })).body.items
    await use()
    expect(opened.at(-1)).toMatchObject({
      token: TOKEN,
      channel: 'random',
      mode: 'live',
      events: ['alert'],
      alertPhone: '+41441234567',
      keys: ['first-signing-key', 'second-signing-key'],
    })
    const again = await open(`instance=${created.id}`)
    expect(await field(again, 'Access token').inputValue()).toBe(SECRET_MASK)
    expect(await again.locator('#root_keys_1').inputValue()).toContain(SECRET_MASK)
    expect(await again.content()).not.toMatch(/signing-key"|canary/)
    await again.locator('select#root_channel').waitFor()
    await field(again, 'Contact').fill('ada@example.org')
    await list(again, 'Signing keys')
      .getByRole('button', { name: /remove/i })
      .first()
      .click()
    expect(await save(again)).toBe('Saved.')
    await use()
    expect(opened.at(-1)).toMatchObject({
      token: TOKEN,
      channel: 'random',
      keys: ['second-signing-key'],
      contact: 'ada@example.org',
    })
    await again.screenshot({ path: join(SCREENSHOTS, 'form-instance.png'), fullPage: true })
    await server.ask({ method: 'DELETE', path: `${mount}/${created.id}`, mount: '' })
  })
})
