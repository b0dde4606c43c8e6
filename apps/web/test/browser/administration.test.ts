import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const PLUGINS_DIR = fileURLToPath(new URL('./plugins/', import.meta.url))
const TOKEN = 'canary-token-of-the-service'
const BOB = { email: 'bob@example.org', password: 'a long password' }

const SECTIONS = {
  plugins: 'Plugins',
  services: 'Service graph',
  settings: 'Settings',
  instances: 'Instances',
  health: 'Health',
  users: 'Users',
  secrets: 'Secrets',
  audit: 'Audit log',
  system: 'System',
}

describe('the administration', { timeout: 120_000 }, () => {
  const browser = browserOfFile()
  let server: PageServer
  beforeAll(async () => {
    server = await PageServer.start({ environment: { PLUGINS_DIR } })
  }, 120_000)
  afterAll(async () => server.stop())

  const open = async (path: string, options: Parameters<typeof visit>[2] = {}): Promise<Visitor> => {
    const ada = await visit(await browser(), server.url, options)
    await ada.signIn()
    await ada.page.goto(path)
    return ada
  }
  const heading = ({ page }: Visitor, name: string) => page.getByRole('heading', { level: 1, name })

  test.for([
    { width: 1440, theme: 'light' },
    { width: 360, theme: 'dark' },
  ] as const)('is accessible and fits at $width px, $theme', async ({ width, theme }) => {
    await using ada = await open('/administration', { width, theme })
    for (const [section, title] of Object.entries(SECTIONS)) {
      await ada.page.goto(`/administration/${section}`)
      await heading(ada, title).waitFor()
      expect(await ada.page.getByRole('heading', { level: 1 }).count()).toBe(1)
      await expect.poll(() => ada.page.getByRole('status', { name: 'Loading' }).count()).toBe(0)
      await ada.expectAccessible()
      await ada.expectFits()
    }
    ada.expectQuiet()
  })

  test('tells others that it is for administrators, wherever they enter it', async () => {
    await using ada = await open('/administration/users')
    await ada.page.getByRole('button', { name: 'Create a user' }).click()
    const dialog = ada.page.getByRole('dialog', { name: 'New user' })
    await dialog.getByLabel('Email address').fill(BOB.email)
    await dialog.getByLabel('Password', { exact: false }).first().fill(BOB.password)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await ada.page.getByRole('article', { name: BOB.email }).waitFor()
    ada.expectQuiet()

    await using bob = await visit(await browser(), server.url)
    await bob.signIn(BOB)
    for (const path of ['/administration', '/administration/settings/courier', '/administration/audit']) {
      await bob.page.goto(path)
      await bob.page.getByText('This page is for administrators.').waitFor()
    }
    expect(await bob.page.getByRole('link', { name: 'Administration' }).count()).toBe(0)
    bob.expectQuiet()

    const card = ada.page.getByRole('article', { name: BOB.email })
    await card.getByRole('button', { name: 'Disable' }).click()
    await card.getByText('Disabled', { exact: true }).waitFor()
    await card.getByRole('button', { name: 'Delete' }).click()
    const question = ada.page.getByRole('dialog', { name: `Delete ${BOB.email}?` })
    await question.getByText('Everything of this person is deleted').waitFor()
    await question.getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => card.count()).toBe(0)
    ada.expectQuiet()
  })

  test('creates, tests, disables and deletes an instance', async () => {
    await using ada = await open('/administration/instances', {
      expects: ['409 /api/admin/plugins/choices'],
    })
    const { page } = ada
    await page.getByRole('link', { name: 'Courier · Notifications' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('operators')
    await page.getByLabel('Address').fill('https://chat.example.org')
    await page.getByRole('textbox', { name: 'Access token' }).fill(TOKEN)
    await page.getByLabel('Account id').fill('12345')
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByText('The test succeeded.').waitFor()
    await page.getByRole('button', { name: 'Create' }).click()
    await heading(ada, 'operators').waitFor()
    await page.getByRole('button', { name: 'Check now' }).click()
    await page.getByText('Read the channels').first().waitFor()
    await page.getByLabel('Account id').fill('54321')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').first().waitFor()
    await page.getByRole('button', { name: 'Disable' }).click()
    await page.getByText('Disabled', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Enable' }).click()
    await page.getByText('Active', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('There is no instance yet').waitFor()
    await page.goto('/administration/audit?subjectType=plugin_instance')
    await page.getByText('Instance deleted').waitFor()
    expect(await page.getByText('User created').count()).toBe(0)
    expect(await page.content()).not.toContain(TOKEN)
    ada.expectQuiet()
  })

  test('unloads and loads an added plugin', async () => {
    await using ada = await open('/administration/plugins')
    const added = ada.page.getByRole('article', { name: 'courier' })
    await added.getByRole('button', { name: 'Unload' }).click()
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Unload' }).click()
    await added.getByText('Unloaded', { exact: true }).waitFor()
    await expect.poll(() => ada.page.getByRole('link', { name: 'Courier', exact: true }).count()).toBe(0)
    await added.getByRole('button', { name: 'Load', exact: true }).click()
    await ada.page.getByRole('link', { name: 'Courier', exact: true }).waitFor()
    ada.expectQuiet()
  })

  test('changes the data key, and says how many secrets were sealed again', async () => {
    await using ada = await open('/administration/secrets')
    const rows = ada.page.getByRole('region', { name: 'Data keys' }).getByRole('rowheader')
    await rows.first().waitFor()
    const before = await rows.first().innerText()
    await ada.page.getByRole('button', { name: 'Change the data key' }).click()
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Change the data key' }).click()
    await ada.page.getByText('The data key was changed.').waitFor()
    await expect.poll(() => rows.first().innerText()).not.toBe(before)
    ada.expectQuiet()
  })

  test('shows figures of the database, the queue and the process', async () => {
    await using ada = await open('/administration/system')
    const fact = (name: string) =>
      ada.page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd').first().innerText()
    await ada.page.getByText('Size on disk').waitFor()
    expect(await fact('Size on disk')).toMatch(/\d MB$/)
    expect(await fact('Node.js')).toBe(process.version)
    expect(await fact('Connections in use')).toMatch(/^\d+ of \d+$/)
    await ada.page.getByRole('region', { name: 'Open jobs' }).getByText('Imports').waitFor()
    ada.expectQuiet()
  })
})
