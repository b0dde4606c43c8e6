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

test('each attempt of a message has the same `webhook-id`, and another message has its own', async () => {
  receiver = await startReceiver()
  await using opened = await open({ url: receiver.url })
  const id = '0198c7e2-1b2c-7000-8000-9a8b7c6d5e4f'
  receiver.answer((response) => void response.writeHead(500).end())
  await expect(opened.use((channel) => channel.send({ ...message, id }))).rejects.toMatchObject({
    code: 'upstream',
  })
  receiver.answer(undefined)
  for (const each of [id, id, 'other']) await opened.use((channel) => channel.send({ ...message, id: each }))
  expect(receiver.received().map((each) => each.id)).toEqual([`msg_${id}`, `msg_${id}`, 'msg_other'])
  // The id is the header alone.
  expect(receiver.received()[0]?.event.data).toEqual(message)
})

test('an event has the type and time that it is emitted with, also at a later attempt', async () => {
  receiver = await startReceiver()
  const values = { url: receiver.url }
  await using opened = await openProvider({
    integration: webhook,
    kind: 'workflow',
    values,
    allow: '127.0.0.1',
  })
  const event = { id: 'e-1', type: 'rule.fired', at: '2026-11-29T08:00:00.000Z', data: { value: 10_500 } }
  for (const _ of [1, 2]) await opened.use((trigger) => trigger.emit(event))
  expect(receiver.received().map((each) => [each.id, each.event])).toEqual(
    [1, 2].map(() => ['e-1', { type: 'rule.fired', timestamp: event.at, data: event.data }]),
  )
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
