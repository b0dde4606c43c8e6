import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { settle } from './settle.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = browserOfFile()
let server: PageServer
let ada: Visitor

beforeAll(async () => {
  server = await PageServer.start()
  ada = await visit(await browser(), server.url)
  await ada.signIn()
  ada.page.setDefaultTimeout(15_000)
  await ada.page.emulateMedia({ reducedMotion: 'reduce' })
})

afterAll(async () => {
  await ada?.[Symbol.asyncDispose]()
  await server?.stop()
})

const steps = () =>
  ada.page
    .locator('section', { has: ada.page.getByRole('heading', { name: 'Where you get the files' }) })
    .getByRole('button')

test('the button of an integration leads to the steps to its file, first and open, and names it', async () => {
  const { page } = ada
  await page.goto('/integrations')
  await page.getByRole('link', { name: 'Import a file from Netflix' }).click()
  await page.getByRole('heading', { level: 1, name: 'Import a file from Netflix' }).waitFor()
  expect(new URL(page.url()).search).toBe('?integration=netflix')
  await settle(page)
  expect(await steps().first().textContent()).toBe('Netflix')
  expect(await steps().first().getAttribute('aria-expanded')).toBe('true')
  await page.getByText('Quick, one profile, dates only: ope', { exact: false }).waitFor()
  // Before the list of earlier imports, which may be long.
  const headings = await page.getByRole('heading', { level: 2 }).allTextContents()
  expect(headings.indexOf('Where you get the files')).toBeLessThan(headings.indexOf('Your imports'))
  await ada.expectAccessible()
  await ada.expectFits()
  ada.expectQuiet()
})

test.each(['unknown', 'oura', ''])('an integration without files is ignored: "%s"', async (name) => {
  const { page } = ada
  await page.goto(`/imports?integration=${name}`)
  await page.getByRole('heading', { level: 1, name: 'Import a file', exact: true }).waitFor()
  await settle(page)
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Import a file')
  for (const each of await steps().all()) expect(await each.getAttribute('aria-expanded')).toBe('false')
  ada.expectQuiet()
})
