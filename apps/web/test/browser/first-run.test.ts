import { afterEach, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { ADMIN, PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = browserOfFile()
const MOST_CLICKS = 8
const HISTORY = 'Title,Date\n"Made Up Film","25/12/2024"\n"Other Film","24/12/2024"\n'

let server: PageServer | undefined
let person: Visitor | undefined

afterEach(async () => {
  await person?.[Symbol.asyncDispose]()
  await server?.stop()
})

async function begin(options: Parameters<typeof visit>[2]): Promise<Visitor> {
  server = await PageServer.start({ administrator: false })
  person = await visit(await browser(), server.url, options)
  person.page.setDefaultTimeout(20_000)
  await person.page.goto(await server.setupAddress())
  return person
}

test('from the address of the terminal to charts of demo data, and back to nothing', {
  timeout: 120_000,
}, async () => {
  const { page, ...ada } = await begin({})
  let clicks = 0
  const click = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).click()
    clicks += 1
  }
  await page.getByLabel('Email address').fill(ADMIN.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password)
  await ada.expectAccessible()
  await click('Create the administrator')
  await page.getByRole('heading', { name: 'Look around with demo data' }).waitFor()
  await ada.expectAccessible()
  await click('Show demo data')
  await page.getByText('What you see is of an invented person', { exact: false }).waitFor({ timeout: 60_000 })
  await page.getByRole('heading', { name: 'Your metrics' }).waitFor()
  await page.getByRole('heading', { name: 'Plays and viewings of the last 30 days' }).waitFor()
  expect(await page.getByRole('main').locator('svg path[stroke]').count()).toBeGreaterThan(4)
  expect(clicks).toBeLessThanOrEqual(MOST_CLICKS)
  await click('Remove the demo data')
  await page.getByRole('heading', { name: 'Look around with demo data' }).waitFor()
  ada.expectQuiet()
})

test('in German, in dark, on a phone, by keyboard: a file becomes a timeline', {
  timeout: 120_000,
}, async () => {
  const { page, ...ada } = await begin({ width: 360, theme: 'dark', locale: 'de-DE' })
  await page.getByLabel('E-Mail-Adresse').focus()
  await ada.expectAccessible()
  await ada.expectFits()
  await page.keyboard.type(ADMIN.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(ADMIN.password)
  await page.keyboard.press('Enter')
  const begins = page.getByRole('link', { name: 'Datei importieren' })
  await begins.waitFor()
  await ada.expectFits()
  await begins.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Datei wählen' }).waitFor()
  // The dialog of the operating system cannot be reached by tests.
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'history.csv', mimeType: 'text/csv', buffer: Buffer.from(HISTORY) })
  await page.getByText('Made Up Film').waitFor()
  await ada.expectAccessible()
  await ada.expectFits()
  await page.getByRole('button', { name: 'Diese Datei importieren' }).press('Enter')
  await page.getByRole('link', { name: 'In der Bibliothek zeigen' }).press('Enter')
  await page.getByText('Other Film').first().waitFor()
  expect(new URL(page.url()).search).toBe('?integration=netflix')
  await ada.expectFits()
  ada.expectQuiet()
})

test('is over once there is an administrator: its address leads to the sign-in page, and a signed-in person home', {
  timeout: 60_000,
}, async () => {
  server = await PageServer.start()
  person = await visit(await browser(), server.url)
  const { page, ...ada } = person
  await page.goto('/setup#token=used')
  await page.getByRole('heading', { name: 'Sign in to Tributary' }).waitFor()
  expect(page.url()).toBe(`${server.url}/sign-in`)
  await ada.signIn()
  await page.goto('/setup#token=used')
  await page.getByRole('button', { name: 'Your account' }).waitFor()
  expect(page.url()).toBe(`${server.url}/`)
  ada.expectQuiet()
})
