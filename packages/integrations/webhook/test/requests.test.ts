import { openProvider } from '@tributary/testkit'
import { afterEach, expect, test } from 'vitest'
import { startReceiver, type WebhookReceiver } from '../simulator/index.ts'
import { webhook } from '../src/index.ts'

let receiver: WebhookReceiver
afterEach(() => receiver.stop())

const open = (values: object) =>
  openProvider({ integration: webhook, kind: 'notification', values: { ...values }, allow: '127.0.0.1' })
const message = { title: 'Title', text: 'Text', severity: 'warning', url: 'https://a.example' } as const

test('each message is an event of its own, with its severity and the time', async () => {
  receiver = await startReceiver()
  await using opened = await open({ url: receiver.url })
  const before = Date.now()
  for (const _ of [1, 2]) await opened.use((channel) => channel.send(message))
  const [first, second] = receiver.received()
  expect(first).toMatchObject({ isSigned: false, event: { type: 'notification', data: message } })
  expect(Date.parse(first?.event.timestamp ?? '')).toBeGreaterThanOrEqual(before)
  expect(first?.id).toMatch(/^msg_/)
  expect(second?.id).not.toBe(first?.id)
})

test('the query of the address is kept, and is in no line of the log', async () => {
  receiver = await startReceiver()
  await using opened = await open({ url: `${receiver.url}&key=canary` })
  expect(await opened.test()).toEqual([`Sent a test message to ${new URL(receiver.url).host}`])
  expect(receiver.received()).toHaveLength(1)
  expect(opened.log.join()).not.toContain('canary')
})

test('a secret that is no signing secret is refused', async () => {
  receiver = await startReceiver()
  await expect(open({ url: receiver.url, signingSecret: 'not-a-signing-secret' })).rejects.toThrow(
    'signingSecret:',
  )
})
