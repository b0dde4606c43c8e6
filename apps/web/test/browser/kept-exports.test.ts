import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { APIRequestContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { visit } from './visitor.ts'

const WAIT = 120_000
const STEP = 30_000

describe('kept exports and analytics', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  let server: PageServer
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tributary-exports-'))
    server = await PageServer.start({ environment: { LOCAL_FILES_DIRECTORIES: directory } })
  }, WAIT)
  afterAll(async () => {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  })

  const asAdmin = async (
    request: APIRequestContext,
    method: 'post' | 'patch',
    path: string,
    data: object,
  ) => {
    const answer = await request[method](`/api/admin${path}`, { data, headers: { origin: server.url } })
    expect(answer.ok(), await answer.text()).toBe(true)
    return answer.json()
  }

  const filesIn = async () => (await readdir(join(directory, 'disk', 'exports')).catch(() => [])).length

  test('make one, download it, delete it, and schedule; nothing is shown where no storage is allowed', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    const { page } = ada
    page.setDefaultTimeout(STEP)
    await page.goto('/me/data')
    await page.getByRole('heading', { name: 'Take your data along' }).waitFor()
    expect(await page.getByRole('heading', { name: 'Kept exports' }).count()).toBe(0)

    const { request } = ada.context
    const instance = { plugin: 'local-files', kind: 'storage', name: 'Disk', values: { directory: 'disk' } }
    const { id } = await asAdmin(request, 'post', '/plugins/instances', instance)
    await asAdmin(request, 'patch', '/settings/exports', { values: { storages: [id] } })
    await page.reload()
    await page.getByRole('heading', { name: 'Kept exports' }).waitFor()
    await page.getByText('Each is deleted after 90 days.').waitFor()
    await page.getByText('No export is kept yet.').waitFor()
    await page.getByRole('button', { name: 'Make an export' }).click()
    const download = page.getByRole('link', { name: /^Download Library, CSV/ })
    await download.waitFor()
    await page.getByText(/· Disk · kept until/).waitFor()
    await ada.isFaultless()
    expect(await filesIn()).toBe(1)
    const address = String(await download.getAttribute('href'))
    const answer = await request.get(address)
    expect(await answer.text()).toMatch(/^id,integration,externalId,/)

    await page.getByRole('button', { name: /^Delete Library/ }).click()
    await page.getByRole('button', { name: 'Delete the export' }).click()
    await page.getByText('No export is kept yet.').waitFor()
    await expect.poll(filesIn, { timeout: STEP }).toBe(0)

    await page.getByLabel('When').selectOption('every week')
    await page.getByRole('button', { name: 'Schedule exports' }).click()
    await page.getByText('Library, CSV, every week').waitFor()
    // The first is made at once.
    await page.reload()
    await download.waitFor()
    for (const width of [1440, 360])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        await ada.isFaultless()
      }
    await page.getByRole('button', { name: /^End the schedule/ }).click()
    await expect.poll(() => page.getByText('Library, CSV, every week').count(), { timeout: STEP }).toBe(0)
  })

  test('values are sent to a service only after its switch, which shows why it waits', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    const { page } = ada
    page.setDefaultTimeout(STEP)
    const values = { address: 'https://influx.invalid', bucket: 'tributary', token: 'canary-token' }
    const instance = { plugin: 'influxdb', kind: 'analytics', name: 'Grafana', values }
    await asAdmin(ada.context.request, 'post', '/plugins/instances', instance)
    await page.goto('/me/data')
    const toggle = page.getByLabel('Send my daily values to Grafana')
    await toggle.waitFor()
    expect(await toggle.isChecked()).toBe(false)
    await toggle.click({ force: true })
    await page.getByText(/^Your pseudonym there:/).waitFor()
    await expect.poll(() => toggle.isChecked(), { timeout: STEP }).toBe(true)
    await page.getByText('There is nothing to send yet.').waitFor()
    await ada.isFaultless()
    await toggle.click({ force: true })
    await expect.poll(() => toggle.isChecked(), { timeout: STEP }).toBe(false)
  })
})
