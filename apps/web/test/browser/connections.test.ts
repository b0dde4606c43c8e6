import {
  createGoogleHealthSimulator,
  type GoogleHealthSimulator,
} from '@tributary/integration-fitbit/simulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { browserOfFile } from './browser.ts'
import { expectOneAction } from './expect-one-action.ts'
import { PageServer } from './page-server.ts'
import { type Visitor, visit } from './visitor.ts'

const CLIENT = { id: 'page', secret: 'page-secret' }
const SLEEP = 'https://www.googleapis.com/auth/googlehealth.sleep.readonly'
const DATA = 'health.googleapis.com/*'
const HOUR = 3600
const TWENTY_TWO_HOURS = 22 * HOUR

const browser = browserOfFile()
let provider: GoogleHealthSimulator
let server: PageServer
let ada: Visitor

beforeAll(async () => {
  provider = await createGoogleHealthSimulator()
  server = await PageServer.start({
    environment: {
      PROVIDER_ENDPOINTS: Object.entries(provider.endpoints)
        .map(([real, simulated]) => `${real}=${simulated}`)
        .join(','),
      FITBIT_CLIENT_ID: CLIENT.id,
      FITBIT_CLIENT_SECRET: CLIENT.secret,
    },
  })
  provider.controls.registerClient({ ...CLIENT, redirectUris: [`${server.url}/api/fitbit/callback`] })
  ada = await visit(await browser(), server.url, { visits: [provider.url] })
  await ada.signIn()
  ada.page.setDefaultTimeout(12_000)
})

afterAll(async () => {
  await ada?.[Symbol.asyncDispose]()
  await server?.stop()
  await provider?.stop()
})

// Each reconnecting reads a year again, which comes near the limits of the provider.
beforeEach(() => provider.controls.rateClock.advance(HOUR))

const button = (name: string | RegExp) => ada.page.getByRole('button', { name, exact: true })
const sentence = (text: string | RegExp) => ada.page.getByText(text).first()

/** Waits for a sentence; fails the test by its time limit where it does not appear. */
async function shows(text: string | RegExp): Promise<boolean> {
  await sentence(text).waitFor()
  return sentence(text).isVisible()
}

async function isWell(): Promise<boolean> {
  const isShown = await shows('Everything is well.')
  ada.expectQuiet()
  return isShown
}

/** Lets what runs end, so that nothing but the next sync meets what has changed at the provider. */
async function untilIdle(): Promise<void> {
  await sentence('Nothing is being read right now.').waitFor()
}

/** The person removes this server at the provider, and the next sync finds that out. */
async function withdrawConsent(): Promise<void> {
  await untilIdle()
  provider.controls.revokeConsent()
  await button('Sync now').click()
}

/** Whether a window in German shows a notification of this title, and the sentence for the code of its reason. */
async function isNotifiedInGerman(title: RegExp): Promise<boolean> {
  await using window = await visit(await browser(), server.url, { locale: 'de-DE', visits: [provider.url] })
  await window.signIn()
  window.page.setDefaultTimeout(6000)
  await window.page.goto('/notifications')
  const card = window.page.getByRole('article', { name: title })
  await card.getByText('Fitbit gibt keinen Zugriff mehr auf dieses Konto. Deine Daten bleiben.').waitFor()
  window.expectQuiet()
  return await card.isVisible()
}

test('a person who denies access lands on a page that says so, and starts again from there', async () => {
  await ada.page.goto('/integrations')
  await ada.page.getByRole('searchbox').fill('fitb')
  await expect.poll(() => new URL(ada.page.url()).search).toBe('?q=fitb')
  await ada.page.getByRole('link', { name: 'Connect Fitbit' }).click()
  await button('Continue to Fitbit').click()
  await button('Deny').click()
  await ada.page.waitForURL('**/integrations/fitbit?failed=CONNECTIONS_DENIED')
  expect(await shows('You did not allow access at Fitbit, so nothing is connected.')).toBe(true)
  await ada.expectAccessible()
  ada.expectQuiet()
  await button('Connect again').click()
})

test('a missing scope is named, and granted with one click', async () => {
  await ada.page.getByRole('checkbox', { name: SLEEP }).uncheck()
  await button('Allow').click()
  await ada.page.waitForURL(/\/connections\/[\w-]{36}$/)
  expect(await shows(`Fitbit has not granted everything: ${SLEEP} is missing.`)).toBe(true)
  await ada.expectAccessible()
  await button(/^Grant access/).click()
  await button('Allow').click()
  await ada.page.waitForURL(/\/connections\/[\w-]{36}$/)
  expect(await isWell()).toBe(true)
})

test('a withdrawn consent asks to reconnect, on the card as on the page, and is well again', async () => {
  await withdrawConsent()
  const revoked = 'Fitbit no longer gives access to this account. Your data stays.'
  expect(await shows(revoked)).toBe(true)
  // One sentence, above the history of runs: that of the server, in English, says the same again.
  const repeated = 'no longer accepts this connection'
  expect(await ada.page.locator('p:not(table p)', { hasText: repeated }).count()).toBe(0)
  expect(await isNotifiedInGerman(/^Verbinde Fitbit( \(.+\))? neu$/)).toBe(true)
  const page = ada.page.url()
  await ada.page.goto('/integrations')
  expect(await shows(revoked)).toBe(true)
  await button(/^Reconnect/).click()
  await button('Allow').click()
  await ada.page.waitForURL(page)
  expect(await isWell()).toBe(true)
})

test('a failed renewal leads back to the page of the connection', async () => {
  const page = ada.page.url()
  await withdrawConsent()
  await button(/^Reconnect/).click()
  await button('Deny').click()
  await ada.page.waitForURL(`${page}?failed=CONNECTIONS_DENIED`)
  await button('Connect again').click()
  await button('Allow').click()
  await ada.page.waitForURL(page)
  expect(await isWell()).toBe(true)
})

test('a paused connection is resumed with one click', async () => {
  await button('Pause').click()
  expect(await shows('You have paused this connection.')).toBe(true)
  await button(/^Resume/).click()
  expect(await isWell()).toBe(true)
})

test('a provider that is down is waited for', async () => {
  await untilIdle()
  provider.controls.inject({ kind: 'status', path: DATA, status: 503, times: 100_000 })
  await button('Sync now').click()
  expect(await shows(/^Fitbit does not answer at the moment\./)).toBe(true)
  await ada.expectAccessible()
  provider.controls.clearFaults()
  await button('Cancel').click()
})

test('a rate limit of 22 hours says until when', async () => {
  await untilIdle()
  provider.controls.inject({
    kind: 'status',
    path: DATA,
    status: 429,
    retryAfter: TWENTY_TWO_HOURS,
    times: 100_000,
  })
  await button('Sync now').click()
  expect(await shows(/^Fitbit answers no more requests until /)).toBe(true)
  await button(/^Wait until /).waitFor()
  await ada.expectAccessible()
  ada.expectQuiet()
  const connection = ada.page.url()
  await expectWait('/integrations')
  await expectWait('/')
  await ada.page.goto(connection)
})

/** On the card and on Home too: the same sentence, and no other action. */
async function expectWait(path: string): Promise<void> {
  await ada.page.goto(path)
  const state = ada.page.getByRole('group', { name: /^State of / })
  await expectOneAction(state, /^Fitbit answers no more requests until /, /^Wait until /)
  const until = (await button(/^Wait until /).textContent())?.replace('Wait until ', '') ?? ''
  expect(until).toMatch(/\d\d:\d\d$/)
  expect(await state.textContent()).toContain(`requests until ${until}.`)
  expect(await button(/^Wait until /).isDisabled()).toBe(true)
  await ada.expectAccessible()
  ada.expectQuiet()
}

test('disconnecting asks about the data first, and deletes it', async () => {
  await button('Disconnect…').click()
  await ada.page.getByRole('radio', { name: 'Delete it' }).check()
  await button('Delete the data').click()
  await ada.page.waitForURL('**/integrations/fitbit')
  expect(await shows('Connect your Fitbit account')).toBe(true)
})
