import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { expectOneAction } from './expect-one-action.ts'
import { PageServer } from './page-server.ts'
import { settle } from './settle.ts'
import { type Visitor, visit } from './visitor.ts'
import { writeIntegration } from './write-integration.ts'

const REAL = 'https://api.lamp.example.org'

const SOURCE = `
import { dailyMetricStream, defineIntegration, deviceCode, field, fields } from '@tributary/integration-kit'
import { syncDays } from '@tributary/integration-kit/daily'
import { Type } from 'typebox'

export default defineIntegration({
  name: 'lamp',
  displayName: 'Lamp',
  version: '1.0.0',
  description: 'Counts the hours of light.',
  config: fields({ clientId: field.text({ label: 'Client id', env: 'LAMP_CLIENT_ID' }) }),
  auth: deviceCode({
    deviceAuthorizationUrl: '${REAL}/device/code',
    tokenUrl: '${REAL}/device/token',
    clientAuthentication: 'none',
    rotation: 'none-returned',
  }),
  api: { baseUrl: '${REAL}' },
  identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String(), name: Type.String() }) }),
  schedule: { everyMinutes: 60, windowDays: 7, backfillDays: 30 },
  streams: [
    dailyMetricStream({
      id: 'lit',
      displayName: 'Light of each day',
      fields: { hours: { label: 'Hours of light', unit: 'h', type: 'number' } },
      sync: (context) => syncDays(context, { chunkDays: 400, read: async () => ({ records: [] }) }),
    }),
  ],
})
`

const browser = browserOfFile()
let provider: Server
let url: string
let directory: string
let server: PageServer
let ada: Visitor

/** The codes that the provider has given out, by device code, and how they are. */
const codes = new Map<string, 'pending' | 'entered' | 'expired'>()
const latestCode = () => `LAMP-${codes.size}`
const address = () => `${url}/activate?code=${latestCode()}`

beforeAll(async () => {
  provider = createServer((request, response) => void answerAsProvider(request, response))
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  directory = await mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), 'device-code-'))
  await writeIntegration(directory, 'lamp', SOURCE)
  server = await PageServer.start({
    environment: { PLUGINS_DIR: directory, PROVIDER_ENDPOINTS: `${REAL}=${url}`, LAMP_CLIENT_ID: 'page' },
  })
  ada = await visit(await browser(), server.url, { theme: 'dark', expects: ['403 /api/lamp/connect/'] })
  await ada.signIn()
  ada.page.setDefaultTimeout(15_000)
  await ada.page.emulateMedia({ reducedMotion: 'reduce' })
}, 120_000)

afterAll(async () => {
  await ada?.[Symbol.asyncDispose]()
  await server?.stop()
  provider?.close()
  if (directory !== undefined) await rm(directory, { recursive: true, force: true })
})

/** Waits for the code, its address and its QR code. */
async function showsCode(): Promise<boolean> {
  const { page } = ada
  await page.getByLabel('The code').getByText(latestCode()).waitFor()
  await page.getByText('Waiting until you have entered it at Lamp.').waitFor()
  expect(await page.getByRole('link', { name: `${url}/activate` }).getAttribute('href')).toBe(address())
  return page.getByRole('img', { name: `QR code of the address ${address()}` }).isVisible()
}

test('a code that has expired is told in one sentence, with the way to a new one', async () => {
  const { page } = ada
  await page.goto('/integrations/lamp')
  await page.getByText('You get a code to enter at Lamp, on any device.').waitFor()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect.poll(() => codes.size).toBe(1)
  expect(await showsCode()).toBe(true)
  expect(await ada.isFaultless({ loads: true })).toBe(true)
  codes.set('device-1', 'expired')
  const alert = page.getByRole('main').getByRole('alert')
  const sentence = 'The code was denied at Lamp or has expired. Start connecting again.'
  await expectOneAction(alert, sentence, 'Get a new code')
  expect(await ada.isFaultless({ loads: true })).toBe(true)
  await alert.getByRole('button').click()
  await expect.poll(() => codes.size).toBe(2)
  expect(await showsCode()).toBe(true)
})

test('the QR code is dark on white with a quiet zone, in the dark theme too', async () => {
  const image = ada.page.getByRole('img', { name: /^QR code/ })
  const png = (await image.screenshot()).toString('base64')
  // Decoded by the browser: the brightness of the upper left corner, and where the first finder pattern begins. The outermost
  // pixels can show what is behind, since the image may begin between two.
  const seen = await ada.page.evaluate<{ readonly corner: number; readonly begins: number }>(`(async () => {
    const image = new Image()
    image.src = 'data:image/png;base64,${png}'
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    const brightness = (at) => context.getImageData(at, at, 1, 1).data[0]
    let begins = 2
    while (begins < image.width && brightness(begins) > 128) begins++
    return { corner: brightness(2), begins: begins / image.width }
  })()`)
  expect(seen.corner).toBe(255)
  // Four modules of at most 45: a version 4 code and its quiet zone.
  expect(seen.begins).toBeGreaterThan(4 / 46)
  expect(seen.begins).toBeLessThan(0.2)
})

test('the page goes on by itself once the code has been entered at the provider', async () => {
  const { page } = ada
  const [activation] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: `${url}/activate` }).click(),
  ])
  await activation.getByRole('button', { name: 'Allow LAMP-2' }).click()
  await activation.getByText('Thank you').waitFor()
  await activation.close()
  await page.waitForURL(/\/connections\/[\w-]{36}$/)
  await page.getByRole('heading', { level: 1, name: 'Lamp: Grace' }).waitFor()
  await page.getByText('Everything is well.').waitFor()
  await settle(page)
  expect(await ada.isFaultless({ loads: true })).toBe(true)
})

async function answerAsProvider(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  const page = (html: string) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(html)
  }
  const { pathname, searchParams } = new URL(request.url ?? '', REAL)
  const sent = new URLSearchParams(await text(request))
  if (pathname === '/device/code') {
    const device = `device-${codes.size + 1}`
    codes.set(device, 'pending')
    answer(200, {
      device_code: device,
      user_code: latestCode(),
      verification_uri: `${url}/activate`,
      verification_uri_complete: address(),
      expires_in: 600,
      interval: 1,
    })
  } else if (pathname === '/device/token') {
    const state = codes.get(sent.get('device_code') ?? '')
    if (state === 'entered') answer(200, { access_token: 'light', token_type: 'Bearer', expires_in: 86_400 })
    else answer(400, { error: state === 'expired' ? 'expired_token' : 'authorization_pending' })
  } else if (pathname === '/activate' && request.method === 'GET') {
    page(`<form method="post"><button>Allow ${searchParams.get('code')}</button></form>`)
  } else if (pathname === '/activate') {
    codes.set(searchParams.get('code')?.replace('LAMP', 'device') ?? '', 'entered')
    page('Thank you')
  } else if (request.headers.authorization === 'Bearer light') answer(200, { id: 'grace', name: 'Grace' })
  else answer(404, {})
}
