import type { Locator, Page } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { ADMIN, PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = browserOfFile()
const MOST_CLICKS = 8
const MOST_TABS = 80
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

/** Charts are drawn when their data has come. */
function countLines(page: Page): Promise<number> {
  return page.getByRole('main').locator('svg path[stroke]').count()
}

test('from the address of the terminal to charts of demo data, and back to nothing', {
  timeout: 240_000,
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
  await expect.poll(() => countLines(page), { timeout: 20_000 }).toBeGreaterThan(4)
  expect(clicks).toBeLessThanOrEqual(MOST_CLICKS)
  await click('Remove the demo data')
  await page.getByRole('heading', { name: 'Look around with demo data' }).waitFor()
  ada.expectQuiet()
})

describe('in German, in dark, on a phone, by keyboard alone', { timeout: 240_000 }, () => {
  test('demo data becomes charts, and nothing again', async () => {
    const { page, ...ada } = await beginInGerman()
    await pressOn(page.getByRole('button', { name: 'Demodaten zeigen' }))
    await page
      .getByText('Was du siehst, ist von einer erfundenen Person', { exact: false })
      .waitFor({ timeout: 60_000 })
    await page.getByRole('heading', { name: 'Deine Messwerte' }).waitFor()
    await expect.poll(() => countLines(page), { timeout: 20_000 }).toBeGreaterThan(4)
    await ada.expectFits()
    await pressOn(page.getByRole('button', { name: 'Demodaten entfernen' }))
    await page.getByRole('button', { name: 'Demodaten zeigen' }).waitFor({ timeout: 60_000 })
    ada.expectQuiet()
  })

  test('a file becomes a timeline', async () => {
    const { page, ...ada } = await beginInGerman()
    await pressOn(page.getByRole('link', { name: 'Datei importieren' }))
    const chooser = page.waitForEvent('filechooser')
    await pressOn(page.getByRole('button', { name: 'Datei wählen' }))
    await (await chooser).setFiles({
      name: 'history.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(HISTORY),
    })
    await page.getByText('Made Up Film').waitFor()
    await ada.expectAccessible()
    await ada.expectFits()
    await pressOn(page.getByRole('button', { name: 'Diese Datei importieren' }))
    await pressOn(page.getByRole('link', { name: 'In der Bibliothek zeigen' }))
    await page.getByText('Other Film').first().waitFor()
    expect(new URL(page.url()).search).toBe('?integration=netflix')
    await ada.expectFits()
    ada.expectQuiet()
  })
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

/** Creates the administrator as a person without a mouse does. */
async function beginInGerman(): Promise<Visitor> {
  const ada = await begin({ width: 360, theme: 'dark', locale: 'de-DE' })
  const { page } = ada
  await tabTo(page.getByLabel('E-Mail-Adresse'))
  await ada.expectAccessible()
  await ada.expectFits()
  await page.keyboard.type(ADMIN.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(ADMIN.password)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Datei importieren' }).waitFor()
  await ada.expectFits()
  return ada
}

async function pressOn(target: Locator): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.press('Enter')
}

/** Moves the focus by the Tab key from where it is. */
async function tabTo(target: Locator): Promise<void> {
  await target.waitFor()
  const isFocused = () => target.evaluate((element) => element === element.ownerDocument.activeElement)
  for (let presses = 0; !(await isFocused()); presses++) {
    if (presses === MOST_TABS) throw new Error(`the Tab key does not lead to ${target.toString()}`)
    await target.page().keyboard.press('Tab')
  }
}
