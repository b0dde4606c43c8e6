import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { createDemo } from './create-demo.ts'
import { PageServer } from './page-server.ts'
import { visit } from './visitor.ts'

const WAIT = 180_000
const DAY_MILLISECONDS = 86_400_000
const KEPT_DAYS = 30

const browser = browserOfFile()
let server: PageServer

beforeAll(async () => {
  server = await PageServer.start()
}, WAIT)
afterAll(() => server?.stop())

/** The beginning of the first day in UTC that is kept, as people in Berlin read it. */
function keptSince(locale: string): string {
  const start = Math.floor(Date.now() / DAY_MILLISECONDS - KEPT_DAYS) * DAY_MILLISECONDS
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Europe/Berlin',
  }).format(start)
}

test('the settings and the charts tell how far back single measurements reach', {
  timeout: WAIT,
}, async () => {
  await using ada = await visit(await browser(), server.url)
  const { page } = ada
  page.setDefaultTimeout(15_000)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await ada.signIn()
  await createDemo(ada.context.request, server.url)
  await page.goto('/charts')
  await page.getByText(/of 30 days have a value/).waitFor()
  await ada.isFaultless()
  expect(await page.getByText('Single measurements').count()).toBe(0)

  await page.goto('/administration/settings/metrics')
  await page.getByText('All measurements are kept.').waitFor()
  await page.getByLabel('Days that single measurements are kept').fill(String(KEPT_DAYS))
  await page.getByRole('button', { name: 'Save' }).click()
  const told = page.getByText(`reach back to ${keptSince('en-GB')}. Older ones are replaced`)
  await told.waitFor()
  expect(await told.textContent()).toContain('a summary for each hour')
  expect(await page.getByText('All measurements are kept.').count()).toBe(0)
  await ada.isFaultless()

  await page.goto('/charts')
  await told.waitFor()
  expect(await told.textContent()).toContain('The daily values in charts are all kept.')
  await ada.isFaultless()

  await using inGerman = await visit(await browser(), server.url, {
    locale: 'de-DE',
    width: 360,
  })
  await inGerman.signIn()
  for (const path of ['/charts', '/administration/settings/metrics']) {
    await inGerman.page.goto(path)
    const sentence = inGerman.page.getByText(
      `Einzelne Messungen, etwa jeder Puls, reichen bis ${keptSince('de-DE')} zurück.`,
    )
    await sentence.waitFor()
    expect(await sentence.textContent()).toContain('eine Zusammenfassung je Stunde')
    await inGerman.isFaultless()
  }
})

test('a person without measurements is not told of them', { timeout: WAIT }, async () => {
  await using ada = await visit(await browser(), server.url)
  await ada.signIn()
  const bob = { email: 'bob@example.org', password: 'a long password' }
  const headers = { origin: server.url }
  const created = await ada.context.request.post('/api/admin/accounts/users', { data: bob, headers })
  expect(created.status()).toBe(201)
  await using window = await visit(await browser(), server.url)
  await window.signIn(bob)
  const value = { metric: 'manual.mood', date: '2026-03-02', value: 7 }
  const { request } = window.context
  await request.post('/api/metrics/templates', {
    headers,
    data: {
      name: 'By hand',
      entries: [{ kind: 'manual', label: 'Mood', metric: 'manual.mood', type: 'number' }],
    },
  })
  expect((await request.patch('/api/metrics/values', { data: { values: [value] }, headers })).ok()).toBe(true)
  await window.page.goto('/charts?from=2026-03-01&to=2026-03-03')
  await window.page.getByText('1 of 3 days have a value').waitFor()
  await window.isFaultless()
  expect(await window.page.getByText('Single measurements').count()).toBe(0)
})
