import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { visit } from './visitor.ts'

const WAIT = 90_000
const STEP = 15_000
const BOB = { email: 'bob@example.org', password: 'correct-horse-2' }

describe('integrations that serve the whole server', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  let server: PageServer
  beforeAll(async () => {
    server = await PageServer.start()
  }, WAIT)
  afterAll(() => server.stop())

  test('say what they offer, and lead an administrator to its form', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    const { page } = ada
    page.setDefaultTimeout(STEP)
    await page.goto('/integrations/webhook')
    const services = page.getByRole('region', { name: 'For the whole server' })
    await services.getByRole('listitem').first().waitFor()
    expect(await services.getByRole('listitem').allTextContents()).toEqual(['Notifications', 'Workflows'])
    // What it brings is nothing: a card without contents is not shown.
    expect(await page.getByRole('heading', { name: 'What it brings' }).count()).toBe(0)
    await ada.expectAccessible()
    await services.getByRole('link', { name: 'Create an instance: Workflows' }).click()
    await page.getByRole('heading', { name: 'New instance of Webhook' }).waitFor()
    await page.goto('/integrations/tmdb')
    await services.getByRole('link', { name: 'Set up TMDB' }).click()
    await page.waitForURL('**/administration/settings/tmdb')
    await page.goto('/me/notifications')
    await page.getByRole('link', { name: 'Set up a service' }).click()
    await page.getByRole('heading', { name: 'Create an instance' }).waitFor()
  })

  test('show the addresses to enter at the service', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    const { page } = ada
    page.setDefaultTimeout(STEP)
    const create = async (data: object) => {
      const headers = { origin: server.url }
      const answer = await ada.context.request.post('/api/admin/plugins/instances', { data, headers })
      expect(answer.status(), await answer.text()).toBe(201)
      return ((await answer.json()) as { id: string }).id
    }
    const home = await create({
      plugin: 'oidc',
      kind: 'authentication',
      name: 'Home',
      values: { issuer: 'https://id.example.org', clientId: 'tributary', clientSecret: 'secret-of-oidc' },
    })
    await page.goto(`/administration/instances/${home}`)
    await page.getByText(`${server.url}/api/sign-in/services/${home}/callback`).waitFor()
    await page.getByRole('button', { name: 'Copy Redirect URI' }).waitFor()
    const telephone = await create({
      plugin: 'whatsapp',
      kind: 'notification',
      name: 'Telephone',
      values: {
        phoneNumberId: '106540352242922',
        token: 'secret-of-whatsapp',
        businessAccountId: '102290129340398',
        to: '+41441234567',
      },
    })
    await page.goto(`/administration/instances/${telephone}`)
    await page.getByText('Address for its webhook').waitFor()
    expect(await page.getByText(`${server.url}/api/`).textContent()).toContain(telephone)
    await ada.expectAccessible()
  })

  test('say to other people that there is nothing to connect', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    const created = await ada.context.request.post('/api/admin/accounts/users', {
      data: { ...BOB, name: 'Bob' },
      headers: { origin: server.url },
    })
    expect(created.status()).toBe(201)
    await using bob = await visit(await browser(), server.url)
    await bob.signIn(BOB)
    const { page } = bob
    page.setDefaultTimeout(STEP)
    await page.goto('/integrations/slack')
    const services = page.getByRole('region', { name: 'For the whole server' })
    await services.getByText('there is nothing for you to connect', { exact: false }).waitFor()
    expect(await services.getByRole('link').count()).toBe(0)
    await page.goto('/me/notifications')
    await page.getByText('An administrator has to set up a service', { exact: false }).waitFor()
    expect(await page.getByRole('link', { name: 'Set up a service' }).count()).toBe(0)
  })
})
