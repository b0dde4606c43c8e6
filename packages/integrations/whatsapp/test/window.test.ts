import type { InstanceRequest } from '@tributary/integration-kit/providers'
import { openProvider } from '@tributary/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { createWhatsAppSimulator, signNotice, type WhatsAppSimulator } from '../simulator/index.ts'
import { whatsApp } from '../src/index.ts'

const APP = { appSecret: 'canary-of-the-app', phoneNumberId: '106540352242922' }
const message = { title: 'Title', text: 'One\nTwo', severity: 'info' } as const

let simulator: WhatsAppSimulator
afterEach(() => simulator.stop())

async function open(isWindowOpen: boolean, values: object = {}) {
  simulator = await createWhatsAppSimulator({ isWindowOpen })
  return openProvider({
    integration: whatsApp,
    kind: 'notification',
    endpoints: simulator.endpoints,
    values: {
      phoneNumberId: simulator.phoneNumberId,
      businessAccountId: simulator.businessAccountId,
      token: simulator.controls.grant().accessToken,
      appSecret: APP.appSecret,
      verifyToken: 'canary-of-the-webhook',
      to: '+41446681800',
      ...values,
    },
  })
}

function requestOf(value: object, signed = APP): InstanceRequest {
  const { rawBody, headers } = signNotice(value, signed)
  return {
    method: 'POST',
    query: {},
    headers: new Headers(headers),
    rawBody,
    body: JSON.parse(rawBody.toString()),
  }
}

const writtenAt = (milliseconds: number, from = '41446681800') => ({
  messages: [{ from, id: 'wamid.1', timestamp: String(Math.floor(milliseconds / 1000)), type: 'text' }],
})
const typesSent = () => simulator.messages().map(({ type }) => type)
const HOUR = 3_600_000

describe('a notification', () => {
  test('is a template until the recipient has written, then text for 24 hours', async () => {
    await using opened = await open(true)
    const { send, receive } = opened.implementation
    await send(message)
    await receive?.(requestOf(writtenAt(Date.now() - 25 * HOUR)))
    await send(message)
    await receive?.(requestOf(writtenAt(Date.now() - 23 * HOUR)))
    await send(message)
    expect(typesSent()).toEqual(['template', 'template', 'text'])
    expect(simulator.messages()[2]).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+41446681800',
      type: 'text',
      text: { preview_url: false, body: 'Title\n\nOne\nTwo' },
    })
  })

  test('is sent as a template after all, once, where the window is closed for WhatsApp', async () => {
    await using opened = await open(false)
    await opened.implementation.receive?.(requestOf(writtenAt(Date.now())))
    await opened.implementation.send(message)
    expect(typesSent()).toEqual(['template'])
  })

  test('of a test number is text, and says what to do when the window is closed', async () => {
    await using opened = await open(false, { sandbox: true })
    await expect(opened.implementation.send(message)).rejects.toMatchObject({ code: 'action_required' })
    expect(typesSent()).toEqual([])
  })

  test('is asked of the version that is configured', async () => {
    await using opened = await open(true, { apiVersion: 'v27.0' })
    expect(await opened.test()).toEqual([
      'Found the number in the business account',
      'Sent a test message to +41446681800',
    ])
    expect(Object.keys(simulator.controls.requestCounts())).toEqual([
      'graph.facebook.com/v27.0/102290129340398/phone_numbers',
      'graph.facebook.com/v27.0/106540352242922/messages',
    ])
  })
})

describe('the webhook', () => {
  test('tells what became of messages, of this number alone', async () => {
    await using opened = await open(true)
    const statuses = [
      { id: 'wamid.1', status: 'delivered', timestamp: '1' },
      {
        id: 'wamid.2',
        status: 'failed',
        timestamp: '2',
        errors: [{ code: 131_026, title: 'Message undeliverable' }],
      },
      { id: 'wamid.3', status: 'of tomorrow' },
    ]
    expect(await opened.implementation.receive?.(requestOf({ statuses }))).toEqual({
      events: [
        { type: 'notification.delivery', messageId: 'wamid.1', status: 'delivered' },
        {
          type: 'notification.delivery',
          messageId: 'wamid.2',
          status: 'failed',
          reason: 'Message undeliverable (131026)',
        },
      ],
    })
    const other = requestOf({ statuses }, { ...APP, phoneNumberId: '999999' })
    expect(await opened.implementation.receive?.(other)).toEqual({ events: [] })
  })

  test('is refused without the signature of the app over the very bytes', async () => {
    await using opened = await open(true)
    const { receive } = opened.implementation
    const good = requestOf(writtenAt(Date.now()))
    const forged = requestOf(writtenAt(Date.now()), { ...APP, appSecret: 'other' })
    const changed = { ...good, rawBody: Buffer.concat([good.rawBody, Buffer.from(' ')]) }
    for (const request of [forged, changed, { ...good, headers: new Headers() }])
      expect(await receive?.(request)).toBeUndefined()
    await opened.implementation.send(message)
    expect(typesSent()).toEqual(['template'])
  })

  test('is refused while no app secret is set, though anyone can sign with an empty one', async () => {
    await using opened = await open(true, { appSecret: undefined })
    const request = requestOf(writtenAt(Date.now()), { ...APP, appSecret: '' })
    expect(await opened.implementation.receive?.(request)).toBeUndefined()
  })

  test('is ignored from another telephone', async () => {
    await using opened = await open(true)
    await opened.implementation.receive?.(requestOf(writtenAt(Date.now(), '41790000000')))
    await opened.implementation.send(message)
    expect(typesSent()).toEqual(['template'])
  })

  test('answers the handshake with its challenge, for the verify token alone', async () => {
    await using opened = await open(true)
    const shake = (token: string) => {
      const query = { 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '42' }
      return opened.implementation.receive?.({
        method: 'GET',
        query,
        headers: new Headers(),
        rawBody: Buffer.alloc(0),
        body: undefined,
      })
    }
    expect(shake('canary-of-the-webhook')).toEqual({ body: '42' })
    expect(shake('other')).toBeUndefined()
  })
})
