import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = browserOfFile()

let server: PageServer

beforeAll(async () => {
  server = await PageServer.start()
})

afterAll(() => server.stop())

test('a link of the navigation leads to the heading of its page, and the Tab key goes on in the page', async () => {
  await using ada = await arrive('/')
  const { page } = ada
  await page.getByRole('navigation').getByRole('link', { name: 'Integrations' }).focus()
  await page.keyboard.press('Enter')
  await expectFocus(page.getByRole('heading', { level: 1, name: 'Integrations' }))
  await page.keyboard.press('Tab')
  await expectFocus(page.getByLabel('Search integrations'))
  expect(await page.title()).toBe('Integrations · Tributary')
  ada.expectQuiet()
})

test('a link within a page leads to the page that takes its place', async () => {
  await using ada = await arrive('/integrations')
  const { page } = ada
  await page.getByRole('link', { name: 'More about Fitbit' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Fitbit' }).waitFor()
  await expect
    .poll(() => page.evaluate<string>('document.activeElement.closest("#content")?.id'))
    .toBe('content')
  ada.expectQuiet()
})

test('a filter of a page keeps the focus when it changes the address', async () => {
  await using ada = await arrive('/library')
  const { page } = ada
  const search = page.getByRole('searchbox')
  await search.fill('nothing of this name')
  await search.press('Enter')
  await page.getByRole('heading', { name: 'Nothing passes these filters' }).waitFor()
  await expectFocus(search)
  // The field shows what the address has.
  await page.getByRole('link', { name: 'Show all' }).click()
  await expect.poll(() => search.inputValue()).toBe('')
  ada.expectQuiet()
})

test('the library offers the services that bring something to it', async () => {
  await using ada = await arrive('/library')
  const { page } = ada
  await page.getByRole('combobox', { name: 'Service' }).click()
  await page.getByRole('option', { name: 'Netflix' }).waitFor()
  // It brings values of days alone.
  expect(await page.getByRole('option', { name: 'Fitbit' }).count()).toBe(0)
  ada.expectQuiet()
})

test('a year is typed to its end before a date filters, and the field keeps the focus', async () => {
  await using ada = await arrive('/library')
  const { page } = ada
  const addresses: string[] = []
  page.on('framenavigated', (frame) => addresses.push(frame.url()))
  const from = page.getByLabel('From', { exact: true })
  await from.focus()
  await page.keyboard.type('03042026')
  await expect.poll(() => new URL(page.url()).searchParams.get('from')).toBe('2026-03-04')
  await expectFocus(from)
  expect(addresses.filter((each) => /from=%220|from=0/.test(each))).toEqual([])
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(() => from.inputValue()).toBe('')
  ada.expectQuiet()
})

async function arrive(path: string): Promise<Visitor> {
  const ada = await visit(await browser(), server.url)
  ada.page.setDefaultTimeout(15_000)
  await ada.signIn()
  await ada.page.goto(path)
  await ada.page.getByRole('heading', { level: 1 }).waitFor()
  return ada
}

async function expectFocus(target: Locator): Promise<void> {
  await target.waitFor()
  await expect
    .poll(() => target.evaluate((element) => element === element.ownerDocument.activeElement), {
      timeout: 5000,
    })
    .toBe(true)
}
