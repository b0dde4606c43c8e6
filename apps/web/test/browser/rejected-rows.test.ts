import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = browserOfFile()
/** Lines 3 and 5 have no date. */
const FILE =
  'Title,Date\n"Made Up Film","2025-01-05"\n"Undated Film","soon"\n"Other Film","2025-01-06"\n"Lost Film","never"\n'

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

test('the run of an import lists the rows that it rejected, with their lines', async () => {
  const { page } = ada
  await page.goto('/imports')
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  await page.locator('input[type=file]').setInputFiles({
    name: 'NetflixViewingHistory.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(FILE),
  })
  await page.getByRole('button', { name: 'Import this file' }).click()
  await page.getByRole('link', { name: 'Details and undo' }).click()
  await page.getByText('Complete in part').waitFor()
  await page.getByRole('link', { name: 'Show the run' }).click()
  const rejected = page.locator('section', {
    has: page.getByRole('heading', { name: 'What could not be used' }),
  })
  await rejected.getByText(/^Netflix viewing history, line 3, column \d+: Expected a date/).waitFor()
  await rejected.getByText(/^Netflix viewing history, line 5, column \d+: Expected a date/).waitFor()
  expect(await rejected.locator('details').count()).toBe(2)
  await rejected.getByText('The entry as it was read').first().click()
  await rejected.getByText('Undated Film').waitFor()
  expect(await ada.isFaultless()).toBe(true)
})

test('the import can be tried again while its file is kept, and neither is offered once it is deleted', async () => {
  const { page } = ada
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  await page.getByRole('button', { name: 'Delete the kept file' }).click()
  await page.getByRole('button', { name: 'Delete the file' }).click()
  await page.getByRole('button', { name: 'Delete the kept file' }).waitFor({ state: 'detached' })
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  expect(await ada.isFaultless()).toBe(true)
})
