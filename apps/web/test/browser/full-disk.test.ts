import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { expectOneAction } from './expect-one-action.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'
import { writeIntegration } from './write-integration.ts'

const MEBIBYTE = 1024 * 1024
const FILE = 'Title,Date\n"Made Up Film","2025-01-05"\n"Other Film","2025-01-06"\n'

/**
 * Answers the question of how much room a disk has from a file, in place of the disk: filling a real one needs a mount and so
 * root, and a machine in use is not to be filled. The guards of the server are the real ones.
 */
const sourceOf = (freeFile: string) => `
import { readFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { apiKey, dailyMetricStream, defineIntegration } from '@tributary/integration-kit'
import { syncDays } from '@tributary/integration-kit/daily'

const { statfs } = fs
fs.statfs = async (...given) => {
  const real = await statfs(...given)
  const free = readFileSync(${JSON.stringify(freeFile)}, 'utf8')
  return free === '' ? real : { ...real, bavail: Number(free), bsize: 1 }
}
syncBuiltinESMExports()

export default defineIntegration({
  name: 'rain',
  displayName: 'Rain',
  version: '1.0.0',
  description: 'Measures the rain.',
  auth: apiKey({ header: 'x-key', howTo: ['Copy the key.'] }),
  api: { baseUrl: 'https://api.rain.example.org' },
  identify: async () => ({ id: '1', name: 'Ada' }),
  schedule: { everyMinutes: 60, windowDays: 7 },
  streams: [
    dailyMetricStream({
      id: 'fallen',
      displayName: 'Rain of each day',
      fields: { rain: { label: 'Rain', unit: 'mm', type: 'number' } },
      sync: (context) => syncDays(context, { chunkDays: 400, read: async () => ({ records: [] }) }),
    }),
  ],
})
`

const browser = browserOfFile()
let directory: string
let freeFile: string
let server: PageServer
let ada: Visitor

beforeAll(async () => {
  directory = await mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), 'full-disk-'))
  freeFile = join(directory, 'free')
  await writeFile(freeFile, '')
  const plugins = join(directory, 'plugins')
  await writeIntegration(plugins, 'rain', sourceOf(freeFile))
  server = await PageServer.start({ environment: { PLUGINS_DIR: plugins } })
  ada = await visit(await browser(), server.url, { expects: ['507 /api/imports', '503 /api/'] })
  await ada.signIn()
  ada.page.setDefaultTimeout(15_000)
  await ada.page.emulateMedia({ reducedMotion: 'reduce' })
}, 120_000)

afterAll(async () => {
  await ada?.[Symbol.asyncDispose]()
  await server?.stop()
  if (directory !== undefined) await rm(directory, { recursive: true, force: true })
})

/** Whether the database takes what is written: a setting of the person that is set to what it is. */
const isWritable = async (): Promise<boolean> => {
  const answer = await ada.context.request.patch('/api/accounts/me', {
    data: { locale: 'en-GB' },
    headers: { origin: server.url },
  })
  return answer.ok()
}

const alert = () => ada.page.getByRole('main').getByRole('alert')
const choose = () =>
  ada.page.locator('input[type=file]').setInputFiles({
    name: 'NetflixViewingHistory.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(FILE),
  })

test('a file that finds the disk full is told in one sentence, and is sent again with one click', async () => {
  const { page } = ada
  await page.goto('/imports')
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  await writeFile(freeFile, String(100 * MEBIBYTE))
  await expect.poll(isWritable, { timeout: 15_000 }).toBe(false)
  await choose()
  await expectOneAction(alert(), /^The disk of the server /, 'Try again')
  expect(await ada.isFaultless()).toBe(true)
  // Still full: the same is said again.
  await alert().getByRole('button').click()
  await expectOneAction(alert(), /^The disk of the server /, 'Try again')
  await writeFile(freeFile, '')
  await expect.poll(isWritable, { timeout: 15_000 }).toBe(true)
  await alert().getByRole('button').click()
  await page.getByText('Made Up Film').waitFor()
  expect(await ada.isFaultless()).toBe(true)
})

test('an import that finds the disk full keeps its preview, and goes on with the same button', async () => {
  const { page } = ada
  await writeFile(freeFile, String(100 * MEBIBYTE))
  await expect.poll(isWritable, { timeout: 15_000 }).toBe(false)
  await page.getByRole('button', { name: 'Import this file' }).click()
  await alert()
    .getByText('The disk of the server is full. An administrator needs to free some space.')
    .waitFor()
  await page.getByText('Made Up Film').waitFor()
  expect(await ada.isFaultless()).toBe(true)
  await writeFile(freeFile, '')
  await expect.poll(isWritable, { timeout: 15_000 }).toBe(true)
  await page.getByRole('button', { name: 'Import this file' }).click()
  await page.getByRole('heading', { name: 'The import is complete' }).waitFor()
  const answer = await ada.context.request.get('/api/library/items')
  expect(JSON.stringify(await answer.json())).toMatch(/Made Up Film|Other Film/)
  ada.expectQuiet()
})

test('a sync that finds the disk full says so, and begins with the same button once there is space', async () => {
  const { page } = ada
  const connected = await ada.context.request.post('/api/rain/connect', {
    data: { apiKey: 'key' },
    headers: { origin: server.url },
  })
  expect(connected.status(), await connected.text()).toBe(201)
  const { id } = (await connected.json()) as { readonly id: string }
  await page.goto(`/connections/${id}`)
  const syncNow = page.getByRole('button', { name: 'Sync now', exact: true })
  await syncNow.waitFor()
  await writeFile(freeFile, String(100 * MEBIBYTE))
  await expect.poll(isWritable, { timeout: 15_000 }).toBe(false)
  await syncNow.click()
  await alert()
    .getByText('The disk of the server is full. An administrator needs to free some space.')
    .waitFor()
  expect(await alert().count()).toBe(1)
  expect(await ada.isFaultless()).toBe(true)
  await writeFile(freeFile, '')
  await expect.poll(isWritable, { timeout: 15_000 }).toBe(true)
  await syncNow.click()
  await alert().waitFor({ state: 'detached' })
  await page
    .getByRole('cell', { name: /Complete/ })
    .first()
    .waitFor()
  expect(await ada.isFaultless()).toBe(true)
})
