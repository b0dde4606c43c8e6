import { missingBrowser, openBrowser } from '@tributary/browser'
import { notificationProvider } from '@tributary/integration-kit/providers'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SECRET_MASK } from '../../src/index.ts'
import { type ChannelService, startChannelService, TOKEN } from '../channel-service.ts'
import { everyKind } from '../every-kind.ts'
import { openFormPage } from '../form-page/open-form-page.ts'
import { type InstancesServer, offering, startInstances } from './instances-server.ts'

const missing = await missingBrowser()

/** The configuration that was used last. */
let used: unknown

const provider = notificationProvider({
  instance: everyKind.schema,
  api: { baseUrl: ({ config }) => String(config['address']) },
  test: async () => {},
  open: ({ config }) => ({
    send: async () => {
      used = config
    },
  }),
})

describe.skipIf(missing !== undefined)(`the form of an instance in a browser ${missing ?? ''}`, () => {
  let browser: Browser
  let service: ChannelService
  let server: InstancesServer
  let id: string
  beforeAll(async () => {
    browser = await openBrowser()
    service = await startChannelService()
    server = await startInstances({ plugins: [offering('chat', provider)] })
    const values = { address: service.url, token: TOKEN, accountId: '12345' }
    id = await server.create({ plugin: 'chat', kind: 'notification', name: 'operators', values })
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
    await service.stop()
  })

  const open = async (): Promise<Page> => {
    const { page } = await openFormPage(browser, {
      path: `/api/admin/plugins/instances/${id}/configuration`,
      method: 'PUT',
      ask: (method, path, body) => server.ask(method as 'GET', path.slice('/api/admin'.length), body),
    })
    return page
  }
  const save = async (page: Page) => {
    await page.getByRole('button', { name: 'Save' }).click()
    const status = page.getByRole('status').filter({ hasText: /aved/ })
    await status.waitFor()
    return status.innerText()
  }
  const list = (page: Page) => page.locator('.rjsf-field-array').filter({ hasText: 'Signing keys' })

  test('says at each field what is wrong, keeps secrets that are masked, and loads the choices', async () => {
    const page = await open()
    expect(await page.locator('#root_token').inputValue()).toBe(SECRET_MASK)
    await page.locator('select#root_channel option', { hasText: 'general' }).waitFor({ state: 'attached' })
    await page.locator('#root_accountId').fill('no number')
    expect(await save(page)).toBe('Not saved.')
    expect((await page.locator('#root_accountId__error').allInnerTexts()).join()).not.toBe('')
    await page.locator('#root_accountId').fill('54321')
    for (const [index, key] of ['first-signing-key', 'second-signing-key'].entries()) {
      await list(page).getByRole('button', { name: /add/i }).click()
      await page.locator(`#root_keys_${index}`).fill(key)
    }
    expect(await save(page)).toContain('Saved.')
    const again = await open()
    await list(again)
      .getByRole('button', { name: /remove/i })
      .first()
      .click()
    expect(await save(again)).toContain('Saved.')
    await server.providers.use({ kind: 'notification', instance: 'operators' }, (channel) =>
      channel.send({ title: 'Title', text: 'Text', severity: 'info' }),
    )
    expect(used).toMatchObject({
      token: TOKEN,
      accountId: '54321',
      keys: ['second-signing-key'],
    })
  })
})
