import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { createDemo } from './create-demo.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = browserOfFile()
let server: PageServer
let ada: Visitor

/** A simulated connection, as the API lists it. */
interface Connection {
  readonly id: string
  readonly integration: string
  readonly simulated: boolean
}
let connection: Connection

beforeAll(async () => {
  server = await PageServer.start()
  ada = await visit(await browser(), server.url)
  await ada.signIn()
  ada.page.setDefaultTimeout(15_000)
  await createDemo(ada.context.request, server.url)
  const answer = await ada.context.request.get('/api/connections')
  const { items } = (await answer.json()) as { readonly items: readonly [Connection, ...Connection[]] }
  expect(items.every(({ simulated }) => simulated)).toBe(true)
  connection = items[0]
}, 180_000)

afterAll(async () => {
  await ada?.[Symbol.asyncDispose]()
  await server?.stop()
})

test('the card of an integration marks the connection of demo data', async () => {
  const { page } = ada
  await page.goto('/integrations')
  const card = page
    .getByRole('listitem')
    .filter({ has: page.locator(`a[href="/connections/${connection.id}"]`) })
  await card.getByText('Demo data').waitFor()
  // Not the integrations without one.
  const { length } = await page.locator('a[href^="/connections/"]').all()
  expect(await page.getByRole('main').getByText('Demo data').count()).toBe(length)
  expect(await ada.isFaultless()).toBe(true)
})

test('the page of the integration and the page of the connection mark it', async () => {
  const { page } = ada
  await page.goto(`/integrations/${connection.integration}`)
  await page.getByRole('region', { name: 'Your connections' }).getByText('Demo data').waitFor()
  expect(await ada.isFaultless()).toBe(true)
  await page.goto(`/connections/${connection.id}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('main').getByText('Demo data').waitFor()
  expect(await ada.isFaultless()).toBe(true)
})

test('Home marks it where it needs the person', async () => {
  const { page } = ada
  const path = `/api/${connection.integration}/connections/${connection.id}`
  const paused = await ada.context.request.patch(path, {
    data: { paused: true },
    headers: { origin: server.url },
  })
  expect(paused.ok()).toBe(true)
  await page.goto('/')
  const troubles = page.locator('section', { has: page.getByRole('heading', { name: 'What needs you' }) })
  await troubles.getByText('You have paused this connection.').waitFor()
  expect(await troubles.getByText('Demo data').count()).toBe(1)
  expect(await ada.isFaultless()).toBe(true)
})
