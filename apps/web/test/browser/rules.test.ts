import { createNtfySimulator, type NtfySimulator } from '@tributary/integration-ntfy/simulator'
import type { APIRequestContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { PageServer } from './page-server.ts'
import { visit } from './visitor.ts'

const WAIT = 120_000
const STEP = 20_000

describe('rules', { timeout: WAIT }, () => {
  const browser = browserOfFile()
  let server: PageServer
  let ntfy: NtfySimulator
  beforeAll(async () => {
    ntfy = await createNtfySimulator()
    const endpoints = Object.entries(ntfy.endpoints).map(([real, here]) => `${real}=${here}`)
    server = await PageServer.start({ environment: { PROVIDER_ENDPOINTS: endpoints.join(',') } })
  }, WAIT)
  afterAll(async () => {
    await server.stop()
    await ntfy.stop()
  })

  const headers = () => ({ origin: server.url })

  async function addChannel(request: APIRequestContext): Promise<void> {
    const data = { plugin: 'ntfy', kind: 'notification', name: 'telephone', values: { topic: 'of-ada' } }
    const created = await request.post('/api/admin/plugins/instances', { data, headers: headers() })
    const { id: serviceId } = (await created.json()) as { id: string }
    await request.put(`/api/admin/notifications/services/${serviceId}`, {
      data: { isOpen: true },
      headers: headers(),
    })
    const answer = await request.post('/api/notifications/delivery/channels', {
      data: { serviceId, name: 'ntfy' },
      headers: headers(),
    })
    expect(answer.status()).toBe(201)
  }

  const walk = async (request: APIRequestContext, steps: number) => {
    const date = new Date().toISOString().slice(0, 10)
    const path = `/api/metrics/values/fitbit.steps/${date}`
    const answer = await request.put(path, { data: { value: steps }, headers: headers() })
    expect(answer.status()).toBe(200)
  }

  test('a rule is built as a sentence, tried, fires once, and is turned off', async () => {
    await using ada = await visit(await browser(), server.url)
    await ada.signIn()
    const { page } = ada
    const { request } = ada.context
    page.setDefaultTimeout(STEP)
    await page.goto('/me/rules')
    await page.getByRole('heading', { name: 'No channel yet' }).waitFor()
    await ada.isFaultless()
    await addChannel(request)
    await walk(request, 9_000)
    await page.reload()
    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.getByLabel('Value').selectOption('fitbit.steps')
    await page.getByLabel('Threshold (steps)').fill('8000')
    await page.getByRole('button', { name: 'Try it with the last 30 days' }).click()
    await page.getByText('It would have fired 1 time in the last 30 days.').waitFor()
    await ada.isFaultless()
    await page.getByLabel('Threshold (steps)').fill('10000')
    await page.getByRole('button', { name: 'Add the rule' }).click()
    const sentence = 'When Steps of a day passes above 10,000, tell ntfy'
    await page.getByText(sentence, { exact: true }).waitFor()
    await page.getByText('Has not fired yet').waitFor()
    await walk(request, 10_500)
    await page.getByText('Steps passed above 10,000').waitFor()
    await page.getByText('Sent', { exact: true }).waitFor()
    expect(ntfy.messages()).toHaveLength(1)
    await walk(request, 11_000)
    await ada.isFaultless()
    await page.getByRole('button', { name: 'Send again' }).click()
    await expect.poll(() => ntfy.messages().length, { timeout: STEP }).toBe(2)
    const turn = page.getByRole('switch', { name: `On: ${sentence}` })
    await turn.click({ force: true })
    await expect.poll(() => turn.isChecked(), { timeout: STEP }).toBe(false)
    await page.reload()
    expect(await turn.isChecked()).toBe(false)
  })

  test('in German, on a small dark screen', async () => {
    await using ada = await visit(await browser(), server.url, { width: 360, theme: 'dark', locale: 'de-DE' })
    await ada.signIn()
    const { page } = ada
    page.setDefaultTimeout(STEP)
    await page.goto('/me/rules')
    await page.getByText('eines Tages 10.000 übersteigt, melde es über ntfy').first().waitFor()
    await ada.isFaultless()
    await page.getByRole('button', { name: /^Ändern: / }).click()
    await page.getByRole('button', { name: 'Mit den letzten 30 Tagen ausprobieren' }).waitFor()
    await ada.isFaultless()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Löschen: / }).click()
    await page.getByRole('button', { name: 'Regel löschen' }).click()
    await page.getByRole('heading', { name: 'Noch keine Regeln' }).waitFor()
    expect(await ada.isFaultless()).toBe(true)
  })
})
