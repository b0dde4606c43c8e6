import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'
import { writeIntegration } from './write-integration.ts'

const KEY = 'canary-key-of-the-provider'
const REAL = 'https://api.stairs.example.org'
const WAIT = 120_000

/** All that is written for it: nothing of the page knows its name. */
const SOURCE = `
import { apiKey, dailyMetricStream, defineIntegration, field, fields, fileImport } from '@tributary/integration-kit'
import { syncDays } from '@tributary/integration-kit/daily'
import { Type } from 'typebox'

const FLOORS = { label: 'Floors climbed', unit: 'floors', type: 'number' }
const Days = Type.Object({ days: Type.Array(Type.Object({ date: Type.String(), floors: Type.Number() })) })
const Options = Type.Object({
  building: Type.Optional(Type.Enum(['home', 'office'], { title: 'Building', description: 'Where the stairs are.' })),
  floorsPerLine: Type.Optional(Type.Integer({ title: 'Floors per line', minimum: 1, maximum: 9 })),
})

const climbed = dailyMetricStream({
  id: 'climbed',
  displayName: 'Stairs of each day',
  fields: { floors: FLOORS },
  sync: (context) => syncDays(context, {
    chunkDays: 400,
    read: async ({ startDate, endDate }) => {
      const { days } = await context.http.get('/days', { schema: Days, query: { from: startDate, to: endDate } })
      return { records: days.map(({ date, floors }) => ({ field: 'floors', date, value: floors })) }
    },
  }),
  async *importFile({ file, options }) {
    const chunks = []
    for await (const chunk of file.open()) chunks.push(chunk)
    const dates = Buffer.concat(chunks).toString().trim().split('\\n').slice(1)
    const value = options.floorsPerLine ?? 1
    yield { records: dates.map((date) => ({ field: 'floors', date, value })), cursor: null }
  },
})

export default defineIntegration({
  name: 'stairs',
  displayName: 'Stairwell',
  version: '1.0.0',
  description: 'The stairs that you climb.',
  homepage: 'https://stairs.example.org',
  author: 'Somebody else',
  tags: ['fitness'],
  config: fields({
    region: field.select({
      label: 'Region of the service',
      description: 'Where the accounts of this server are.',
      choices: [{ value: 'eu', label: 'Europe' }, { value: 'us', label: 'America' }],
    }),
  }),
  connection: fields({
    goal: field.integer({ label: 'Floors a day', description: 'What you aim for.', required: false, minimum: 1, changeable: true }),
  }),
  auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Open the settings of Stairwell.', 'Copy the key.'] }),
  api: { baseUrl: '${REAL}/v1' },
  identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String(), name: Type.String() }) }),
  schedule: { everyMinutes: 60, windowDays: 7, backfillDays: 60 },
  files: fileImport({
    accept: ['.csv'],
    maxBytes: 1_000_000,
    options: Options,
    recognise: ({ head }) => Buffer.from(head).toString().startsWith('stairs')
      ? { certain: true, what: 'Stairs, a date a line' }
      : undefined,
    howTo: ['Open Stairwell, then Export.'],
  }),
  facts: {
    historyLimitDays: 365,
    userCap: 25,
    notes: ['A lift is not counted.'],
    terms: [{
      forbids: 'ai',
      sentence: 'Stairwell forbids any use of its data with AI.',
      source: 'https://stairs.example.org/terms',
      checkedOn: '2026-11-20',
    }],
  },
  streams: [climbed],
})
`

const browser = browserOfFile()
let provider: Server
let directory: string
let server: PageServer
let ada: Visitor

beforeAll(async () => {
  provider = createServer(answerAsProvider)
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  directory = await mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), 'outside-'))
  await writeIntegration(directory, 'stairs', SOURCE)
  server = await PageServer.start({
    environment: {
      PLUGINS_DIR: directory,
      PROVIDER_ENDPOINTS: `${REAL}=http://127.0.0.1:${(provider.address() as AddressInfo).port}`,
    },
  })
  ada = await visit(await browser(), server.url, { expects: ['400 /api/stairs/connect'] })
  await ada.signIn()
  ada.page.setDefaultTimeout(15_000)
  // What is half faded in has less contrast.
  await ada.page.emulateMedia({ reducedMotion: 'reduce' })
}, WAIT)

afterAll(async () => {
  await ada?.[Symbol.asyncDispose]()
  await server?.stop()
  provider?.close()
  if (directory !== undefined) await rm(directory, { recursive: true, force: true })
})

/** Waits for texts; fails the test by its time limit where one does not appear. */
const shows = async (...texts: readonly string[]): Promise<boolean> => {
  for (const text of texts) await ada.page.getByText(text, { exact: false }).first().waitFor()
  return true
}

test('has a card, and a page that says what it brings, what is known of it, and who has to do what', async () => {
  const { page } = ada
  await page.goto('/integrations')
  const card = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: 'Stairwell', exact: true }) })
  await card.getByText('The stairs that you climb.').waitFor()
  await card.getByText('Stairs of each day').waitFor()
  await card.getByRole('link', { name: 'Import a file from Stairwell' }).waitFor()
  await card.getByRole('link', { name: 'Connect Stairwell' }).click()
  await shows('Floors climbed', 'A lift is not counted.', 'Stairwell forbids any use of its data with AI.')
  await shows('Open Stairwell, then Export.', 'Stairwell has not been set up on this server yet.')
  expect(await ada.isFaultless()).toBe(true)
})

test('has a form for administrators, beside what is known of the provider', async () => {
  const { page } = ada
  await page.getByRole('link', { name: 'Set up Stairwell' }).click()
  await page.getByRole('heading', { level: 1, name: 'Settings of Stairwell' }).waitFor()
  await shows('Where the accounts of this server are.', 'At most 25', '365 days', 'A lift is not counted.')
  await page.getByRole('combobox', { name: 'Region of the service' }).click()
  await page.getByRole('option', { name: 'Europe' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await shows('Saved.')
  expect(await ada.isFaultless()).toBe(true)
})

test('has a form to connect, which says what is wrong with a key, and connects with the right one', async () => {
  const { page } = ada
  await page.goto('/integrations/stairs')
  await shows('Copy the key.', 'What you aim for.')
  await page.getByLabel('Floors a day').fill('12')
  const key = page.getByRole('textbox', { name: 'API key' })
  await key.fill('mistyped')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('alert').first().waitFor()
  expect(new URL(page.url()).pathname).toBe('/integrations/stairs')
  await key.fill(KEY)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.waitForURL(/\/connections\/[\w-]{36}$/)
  await page.getByRole('heading', { level: 1, name: 'Stairwell: Grace' }).waitFor()
  await shows('Everything is well.', 'Stairs of each day')
  expect(await page.getByLabel('Floors a day').inputValue()).toBe('12')
  expect(await ada.isFaultless()).toBe(true)
})

test('has a chart of what it delivers', async () => {
  const { page } = ada
  await page.goto('/charts?metric=%5B"stairs.floors"%5D&range=30d')
  const chart = page.getByRole('slider', { name: /^Floors climbed/ })
  await chart.focus()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => chart.getAttribute('aria-valuetext')).toMatch(/Floors climbed 7/)
  expect(await ada.isFaultless()).toBe(true)
})

test('imports its files, with its options', async () => {
  const { page } = ada
  await page.goto('/imports')
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  await page.locator('input[type=file]').setInputFiles({
    name: 'export.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('stairs\n2026-01-05\n2026-01-06\n'),
  })
  await shows('Stairs, a date a line')
  await page.getByRole('button', { name: 'Options' }).click()
  await shows('Where the stairs are.')
  await page.getByLabel('Floors per line').fill('4')
  await page.getByRole('button', { name: 'Use these options' }).click()
  expect(await ada.isFaultless()).toBe(true)
  await page.getByRole('button', { name: 'Import this file' }).click()
  await page.getByRole('heading', { name: 'The import is complete' }).waitFor()
  const values = await ada.context.request.get(
    '/api/metrics/values?metric=stairs.floors&from=2026-01-05&to=2026-01-06',
  )
  expect(JSON.stringify(await values.json())).toMatch(/"value":4\b.*"value":4\b/)
  ada.expectQuiet()
})

test('is documented, with its operations', async () => {
  const { page } = ada
  await page.goto('/developers')
  await page.getByRole('link', { name: 'stairs', exact: true }).click()
  await page.locator('#operations-tag-stairs').click()
  for (const operation of ['ConnectAccount', 'ImportFile', 'SyncOnlyConnection'])
    await expect
      .poll(() => page.locator(`#operations-stairs-stairs${operation}`).count(), { timeout: 15_000 })
      .toBe(1)
  ada.expectQuiet()
})

/** Who has the key, and seven floors on every day that is asked for. */
function answerAsProvider(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '', REAL)
  response.setHeader('content-type', 'application/json')
  if (request.headers.authorization !== `Bearer ${KEY}`) {
    response.statusCode = 401
    response.end('{}')
    return
  }
  if (pathname === '/v1/me') {
    response.end(JSON.stringify({ id: 'grace', name: 'Grace' }))
    return
  }
  const days: { readonly date: string; readonly floors: number }[] = []
  const last = Date.parse(searchParams.get('to') ?? '')
  for (let day = Date.parse(searchParams.get('from') ?? ''); day <= last; day += 86_400_000)
    days.push({ date: new Date(day).toISOString().slice(0, 10), floors: 7 })
  response.end(JSON.stringify({ days }))
}
