import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { createDemo } from './create-demo.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = browserOfFile()
const DOUBTFUL = 'Title,Date\n"Made Up Film","5/1/25"\n"Other Film","3/1/25"\n"Third Film","2/1/25"\n'

let server: PageServer
let ada: Visitor

beforeAll(async () => {
  server = await PageServer.start()
  ada = await visit(await browser(), server.url)
  await ada.signIn()
  ada.page.setDefaultTimeout(15_000)
})

afterAll(async () => {
  await ada?.[Symbol.asyncDispose]()
  await server?.stop()
})

/** Drops a file on the page, as a person does from their desktop. */
async function drop(name: string, content: string): Promise<void> {
  const data = await ada.page.evaluateHandle(
    ([file, text]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([text ?? ''], file ?? '', { type: 'text/csv' }))
      return transfer
    },
    [name, content] as const,
  )
  for (const event of ['dragenter', 'dragover', 'drop'])
    await ada.page.dispatchEvent('body', event, { dataTransfer: data })
}

const FIT_DAYS =
  'Date,Move Minutes count,Calories (kcal),Distance (m),Step count\n2026-05-05,51,1602,5904,7872\n2026-05-06,63,2151,3456,4608\n'

test('a preview names metrics and their units, not the fields of records', async () => {
  const { page } = ada
  await page.goto('/imports')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await drop('Daily activity metrics.csv', FIT_DAYS)
  const preview = page.getByRole('region', { name: 'Preview' })
  await preview.getByRole('row', { name: /^Move Minutes .* 51 min$/ }).waitFor()
  await preview.getByRole('columnheader', { name: 'Metric' }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  const guides = page.getByRole('heading', { name: 'Where you get the files' }).locator('xpath=..')
  const services = await guides.getByRole('button').allTextContents()
  expect(services).toEqual(services.toSorted((one, other) => one.localeCompare(other)))
})

test('a file dropped on any page: doubtful dates are asked for, previewed, imported, and undone whole', async () => {
  const { page } = ada
  await page.goto('/charts')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await drop('NetflixViewingHistory.csv', DOUBTFUL)
  await page.getByText('This file can be read in more than one way', { exact: false }).waitFor()
  expect(await page.getByRole('button', { name: 'Import this file' }).isDisabled()).toBe(true)
  await ada.expectAccessible()
  await page.getByRole('button', { name: 'Day, month, year' }).click()
  await page.getByText('5 Jan 2025').waitFor()
  await page.getByRole('button', { name: 'Import this file' }).click()
  await page.getByRole('heading', { name: 'The import is complete' }).waitFor()
  await page.getByRole('link', { name: 'Details and undo' }).click()
  await page.getByRole('button', { name: 'Undo this import' }).click()
  await page.getByRole('button', { name: 'Undo the import' }).click()
  await page.getByText('3 records were deleted', { exact: false }).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await ada.expectAccessible()
  await page.goto('/library')
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await page.getByText('Made Up Film').count()).toBe(0)
  // Home begins again.
  await page.getByRole('link', { name: 'Home' }).click()
  await page.getByRole('heading', { name: 'Import a file' }).waitFor()
  ada.expectQuiet()
})

test('a title that looks like a date is shown as it is, also with markup', async () => {
  const { page } = ada
  const titles = ['2024-13-45', '1999-12-31', '2020-01-01There', '<b>Bold</b>']
  await page.goto('/imports')
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  await drop(
    'NetflixViewingHistory.csv',
    `Title,Date\n${titles.map((title) => `"${title}","2025-01-25"\n`).join('')}`,
  )
  for (const title of titles) await page.getByRole('cell', { name: title, exact: true }).waitFor()
  expect(await page.getByRole('cell', { name: '25 Jan 2025' }).count()).toBe(titles.length)
  await page.getByRole('button', { name: 'Cancel' }).click()
  ada.expectQuiet()
})

test('a file that nothing can read is refused with what can be', async () => {
  const { page } = ada
  await page.goto('/imports')
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  await drop('letter.txt', 'Dear Ada,\n')
  const refusal = page.getByRole('alert').filter({ hasText: 'letter.txt cannot be imported' })
  await refusal.waitFor()
  // With what is accepted instead.
  expect(await refusal.textContent()).toContain('Netflix')
  await ada.expectAccessible()
  ada.expectQuiet()
})

test('a server that is gone is told, and everything goes on once it is back', {
  timeout: 60_000,
}, async () => {
  const { page } = ada
  await page.goto('/imports')
  await page.getByRole('heading', { name: 'Your imports' }).waitFor()
  await server.kill()
  await page.getByRole('link', { name: 'Library' }).click()
  await page.getByText('This page goes on by itself as soon as it is back', { exact: false }).waitFor()
  await server.restart()
  await page
    .getByText('This page goes on by itself as soon as it is back', { exact: false })
    .waitFor({ state: 'detached' })
  expect(await page.getByRole('navigation').count()).toBeGreaterThan(0)
})

test('a file of the demo data is not undone alone: the page leads to where all of it is removed', {
  timeout: 120_000,
}, async () => {
  const { page, context } = ada
  await createDemo(context.request, server.url)
  const { files } = (await (await context.request.get('/api/demo')).json()) as {
    readonly files: readonly { readonly id: string }[]
  }
  await page.goto(`/imports/${files[0]?.id}`)
  await page.getByText('This file is part of the demo data', { exact: false }).waitFor()
  expect(await page.getByRole('button', { name: 'Undo this import' }).count()).toBe(0)
  await ada.expectAccessible()
  await page.getByRole('link', { name: 'To the demo data' }).click()
  await page.getByRole('button', { name: 'Remove the demo data' }).waitFor()
  ada.expectQuiet()
})
