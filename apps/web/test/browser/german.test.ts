import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { createDemo } from './create-demo.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const WAIT = 180_000

const browser = browserOfFile()
let server: PageServer
let ada: Visitor

beforeAll(async () => {
  server = await PageServer.start()
  ada = await visit(await browser(), server.url, { locale: 'de-DE', expects: ['404 /api/jobs/'] })
  await ada.signIn()
}, WAIT)

afterAll(async () => {
  await ada?.[Symbol.asyncDispose]()
  await server?.stop()
})

test('that an address names nothing is told in German', { timeout: WAIT }, async () => {
  await ada.page.goto(`/jobs/${randomUUID()}`)
  const heading = ada.page.getByRole('heading', { name: 'Unter dieser Adresse gibt es nichts' })
  await heading.waitFor()
  expect(await heading.isVisible()).toBe(true)
  ada.expectQuiet()
})

test('the reason of a paused connection is told in German', { timeout: WAIT }, async () => {
  const { request } = ada.context
  await createDemo(request, server.url)
  const { items } = (await (await request.get('/api/connections')).json()) as {
    readonly items: readonly { readonly id: string; readonly integration: string }[]
  }
  const [connection] = items
  if (connection === undefined) throw new Error('the demo data has no connection')
  const path = `/api/${connection.integration}/connections/${connection.id}`
  const answer = await request.patch(path, { headers: { origin: server.url }, data: { paused: true } })
  expect(await answer.json()).toMatchObject({ reasonCode: 'paused_by_user' })
  await ada.page.goto(`/connections/${connection.id}`)
  const sentence = ada.page.getByText('Du hast diese Verbindung angehalten.')
  await sentence.first().waitFor()
  expect(await sentence.first().isVisible()).toBe(true)
  ada.expectQuiet()
})
