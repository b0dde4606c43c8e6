import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { expectOneAction } from './expect-one-action.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'
import { writeIntegration } from './write-integration.ts'

const REAL = 'https://api.steps.example.org'

/** An integration that counts steps, with a way to sign in. */
const sourceOf = (name: string, displayName: string, auth: string) => `
import { apiKey, credentials, dailyMetricStream, defineIntegration, field } from '@tributary/integration-kit'
import { syncDays } from '@tributary/integration-kit/daily'
import { Type } from 'typebox'

const Session = Type.Object({ token: Type.String() })

export default defineIntegration({
  name: '${name}',
  displayName: '${displayName}',
  version: '1.0.0',
  description: 'Counts steps.',
  auth: ${auth},
  api: { baseUrl: '${REAL}/${name}' },
  identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String(), name: Type.String() }) }),
  schedule: { everyMinutes: 60, windowDays: 7, backfillDays: 30 },
  streams: [
    dailyMetricStream({
      id: 'walked',
      displayName: 'Steps of each day',
      fields: { steps: { label: 'Steps', unit: 'steps', type: 'number' } },
      sync: (context) => syncDays(context, {
        chunkDays: 400,
        read: async () => {
          await context.http.get('/me', { schema: Type.Unknown() })
          return { records: [] }
        },
      }),
    }),
  ],
})
`

const KEYED = `apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Copy the key.'] })`
const SIGNED_IN = `credentials({
  fields: Type.Object({
    username: field.text({ label: 'User name' }),
    password: field.secret({ label: 'Password' }),
  }),
  howTo: ['Use your account.'],
  signIn: async ({ http, credentials }) => ({
    values: await http.post('/sign-in', { schema: Session, json: credentials }),
  }),
  authorize: ({ session }) => ({ headers: { authorization: 'Bearer ' + session.token } }),
})`

/** What the provider accepts at the moment, and the session that a password gives. */
const accepted = { key: 'first-key', password: 'first-password', session: 'session-1' }

const browser = browserOfFile()
let provider: Server
let directory: string
let server: PageServer
let ada: Visitor

beforeAll(async () => {
  provider = createServer((request, response) => void answerAsProvider(request, response))
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  directory = await mkdtemp(join(process.env['TEST_DIRECTORY'] ?? tmpdir(), 'wrong-key-'))
  await writeIntegration(directory, 'keyed', sourceOf('keyed', 'Keyed Steps', KEYED))
  await writeIntegration(directory, 'signed', sourceOf('signed', 'Signed Steps', SIGNED_IN))
  server = await PageServer.start({
    environment: {
      PLUGINS_DIR: directory,
      PROVIDER_ENDPOINTS: `${REAL}=http://127.0.0.1:${(provider.address() as AddressInfo).port}`,
    },
  })
  ada = await visit(await browser(), server.url, {
    expects: ['400 /api/keyed/connect', '400 /api/signed/connect'],
  })
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

const WAYS = [
  {
    name: 'keyed',
    displayName: 'Keyed Steps',
    secret: 'API key',
    right: () => accepted.key,
    revoke: () => void (accepted.key = 'second-key'),
  },
  {
    name: 'signed',
    displayName: 'Signed Steps',
    secret: 'Password',
    right: () => accepted.password,
    revoke: () => {
      accepted.password = 'second-password'
      accepted.session = 'session-2'
    },
  },
] as const

describe.each(WAYS)('the secret of $displayName', ({ name, displayName, secret, right, revoke }) => {
  const field = () => ada.page.getByRole('textbox', { name: secret })
  const connect = () => ada.page.getByRole('button', { name: 'Connect', exact: true }).click()
  const state = () => ada.page.getByRole('group', { name: 'State of Grace' })
  let connection = ''

  test('is marked where the provider rejects it, is kept as typed, and connects once it is right', async () => {
    const { page } = ada
    await page.goto(`/integrations/${name}`)
    if (name === 'signed') await page.getByLabel('User name').fill('grace')
    await field().fill('mistyped')
    await connect()
    const sentence = `${displayName} rejected these credentials. Copy them again, completely and without spaces.`
    await page.getByText(sentence).waitFor()
    expect(await page.getByText(sentence).count()).toBe(1)
    expect(await field().getAttribute('aria-invalid')).toBe('true')
    expect(await field().inputValue()).toBe('mistyped')
    // Which of several values is wrong is unknown; the user name is not marked.
    expect(await page.locator('main [aria-invalid=true]').count()).toBe(1)
    if (name === 'signed') expect(await page.getByLabel('User name').inputValue()).toBe('grace')
    const alert = page.getByRole('main').getByRole('alert')
    expect(await alert.allTextContents()).toEqual(['Nothing was saved: correct what is marked above.'])
    expect(await ada.isFaultless()).toBe(true)
    await field().fill(right())
    await connect()
    await page.waitForURL(/\/connections\/[\w-]{36}$/)
    await page.getByText('Everything is well.').waitFor()
    connection = new URL(page.url()).pathname
    expect(await page.getByText('Demo data').count()).toBe(0)
    ada.expectQuiet()
  })

  test('that is revoked later is told with one action, which leads to the form, and a new one makes it well', async () => {
    const { page } = ada
    await page.getByText('Nothing is being read right now.').waitFor()
    revoke()
    await page.getByRole('button', { name: 'Sync now' }).click()
    const sentence = `${displayName} no longer gives access to this account. Your data stays.`
    await expectOneAction(state(), sentence, 'Reconnect: Grace')
    expect(await ada.isFaultless()).toBe(true)
    await page.goto('/')
    await expectOneAction(state(), sentence, 'Reconnect: Grace')
    expect(await ada.isFaultless()).toBe(true)
    await page.goto('/integrations')
    const card = page.getByRole('listitem').filter({ has: page.locator(`a[href="${connection}"]`) })
    await expectOneAction(card.getByRole('group'), sentence, 'Reconnect: Grace')
    expect(await ada.isFaultless()).toBe(true)
    await card.getByRole('button', { name: 'Reconnect: Grace' }).click()
    await page.waitForURL(`**/integrations/${name}?connection=*`)
    await page.getByRole('heading', { name: 'Reconnect Grace' }).waitFor()
    if (name === 'signed') await page.getByLabel('User name').fill('grace')
    await field().fill(right())
    await connect()
    await page.waitForURL(`**${connection}`)
    await page.getByText('Everything is well.').waitFor()
    expect(await ada.isFaultless()).toBe(true)
  })
})

/** Who has the key, or a session of the password. */
async function answerAsProvider(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  const sent = await text(request)
  if (request.url === '/signed/sign-in') {
    const { username, password } = JSON.parse(sent) as { username: string; password: string }
    if (username !== 'grace' || password !== accepted.password) answer(401, {})
    else answer(200, { token: accepted.session })
    return
  }
  const token = request.url?.startsWith('/signed/') === true ? accepted.session : accepted.key
  if (request.headers.authorization === `Bearer ${token}`) answer(200, { id: 'grace', name: 'Grace' })
  else answer(401, {})
}
