import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RETRY_SECONDS } from '../../src/delivery/retry-schedule.ts'
import type { NotificationTables } from '../../src/tables.ts'
import { type DeliveryServer, openedService, startDelivery } from '../delivery-server.ts'

let server: DeliveryServer
let room: string
let other: string
let id: string

beforeEach(async () => {
  server = await startDelivery()
  room = await openedService(server)
  other = await openedService(server, 'room', 'Other')
  id = await server.ada.addChannel(room, { name: 'First' })
})
afterEach(() => server.stop())

const later = async (seconds: number) => {
  server.clock.now += seconds * 1000
  await server.settle()
}

/** Until no attempt is left. */
async function exhaust(): Promise<void> {
  await server.settle()
  for (const seconds of RETRY_SECONDS) await later(seconds)
}

const unread = async () => {
  const { items } = (await server.ada.send('GET', '?unread=true')).json<{
    items: { kind: string; title: string; path: string; parameters: object }[]
  }>()
  return items.filter(({ kind }) => kind === 'notification_channel_failed')
}
const channel = async () =>
  (await server.ada.send('GET', `/channels/${id}`)).json<{
    state: string
    pausedReason: string | null
    pausedDetail: string | null
  }>()
const titles = (instance: string) => server.providers.through(instance).map(({ title }) => title)

describe('a service that is down', () => {
  test('is tried again with the same id, and what waits is sent when it is back', async () => {
    const ids: (string | undefined)[] = []
    server.providers.reactions.set(room, (message) => {
      ids.push(message.id)
      if (ids.length < 3) throw new Error('no answer')
    })
    await server.notify()
    await server.settle()
    expect(await server.ada.log()).toEqual(['Connect again: waiting internal'])
    await later(9)
    expect(ids).toHaveLength(1)
    await later(1)
    await later(60)
    expect(ids).toHaveLength(3)
    expect(new Set(ids).size).toBe(1)
    expect(await server.ada.log()).toEqual(['Connect again: sent'])
  })

  test('leaves a dead letter after the last attempt, with a notification through the other channels only', async () => {
    await server.ada.addChannel(other, { name: 'Second' })
    server.providers.fail(room, 'upstream', 'chat.example.org cannot be reached.')
    await server.notify()
    await exhaust()
    expect(titles(room)).toEqual([])
    expect(titles(other)).toEqual(['Connect again', 'A notification could not be sent through First'])
    expect((await server.ada.log()).toSorted()).toEqual([
      'A notification could not be sent through First: sent',
      'Connect again: dead upstream',
      'Connect again: sent',
    ])
    expect(await unread()).toEqual([
      expect.objectContaining({
        path: `/me/notifications/${id}`,
        parameters: { channel: 'First', reason: 'upstream', isPaused: 0 },
      }),
    ])
  })

  test('the dead letter can be sent again, as another message', async () => {
    const ids: (string | undefined)[] = []
    server.providers.reactions.set(room, (message) => {
      ids.push(message.id)
      throw new Error('no answer')
    })
    await server.notify()
    await exhaust()
    server.providers.reactions.clear()
    const { items } = (await server.ada.send('GET', '/deliveries?state=dead')).json<{
      items: { id: string }[]
    }>()
    const reply = await server.ada.send('POST', `/deliveries/${items[0]?.id}/redeliver`)
    expect(reply.statusCode).toBe(202)
    await server.settle()
    expect(titles(room)).toEqual(['Connect again'])
    expect(ids).not.toContain(server.providers.through(room)[0]?.id)
    // It works again: there is nothing to be told any more.
    expect(await unread()).toEqual([])
  })

  test('two of them do not notify each other without end', async () => {
    await server.ada.addChannel(other, { name: 'Second' })
    server.providers.fail(room, 'upstream', 'Down.')
    server.providers.fail(other, 'upstream', 'Down.')
    await server.notify()
    for (let round = 0; round < 4; round++) await exhaust()
    expect((await unread()).map(({ title }) => title).toSorted()).toEqual([
      'A notification could not be sent through First',
      'A notification could not be sent through Second',
    ])
    const log = await server.ada.log()
    expect(log.toSorted()).toEqual([
      'A notification could not be sent through First: dead upstream',
      'A notification could not be sent through Second: dead upstream',
      'Connect again: dead upstream',
      'Connect again: dead upstream',
    ])
  })

  test('does not keep another channel from being sent to', async () => {
    await server.ada.addChannel(other)
    server.providers.fail(room, 'upstream', 'Down.')
    await server.notify()
    await server.settle()
    expect(titles(other)).toEqual(['Connect again'])
  })
})

test('a limit of the service is waited for, and is no failed attempt', async () => {
  let left = RETRY_SECONDS.length + 3
  server.providers.reactions.set(room, async () => {
    const { IntegrationError } = await import('@tributary/integration-kit')
    if (left-- > 0) throw new IntegrationError('rate_limit', 'Too many.', { retryAfterSeconds: 30 })
  })
  await server.notify()
  await server.notify({ key: 'other', title: 'Other' })
  await server.settle()
  // The second is not even tried before.
  expect(left).toBe(RETRY_SECONDS.length + 2)
  for (let n = 0; n < RETRY_SECONDS.length + 3; n++) await later(30)
  expect(titles(room)).toEqual(['Connect again', 'Other'])
})

describe('a channel that cannot work', () => {
  test.each(['bad_configuration', 'permission_denied'] as const)(
    'is paused with its reason (%s), and sends what waits when the person resumes it',
    async (code) => {
      await server.ada.addChannel(other)
      server.providers.fail(room, code, 'The room is closed.')
      await server.notify()
      await server.settle()
      expect(await channel()).toMatchObject({
        state: 'paused',
        pausedReason: code,
        pausedDetail: 'The room is closed.',
      })
      expect(titles(other)).toEqual(['Connect again', 'Notifications through First are paused'])
      await server.notify({ key: 'more', title: 'More' })
      await later(86_400)
      expect(titles(room)).toEqual([])
      server.providers.reactions.clear()
      await server.ada.send('PATCH', `/channels/${id}`, { paused: false })
      await server.settle()
      expect(await channel()).toMatchObject({ state: 'active', pausedReason: null })
      expect(titles(room)).toEqual(['Connect again', 'More'])
      expect(await unread()).toEqual([])
    },
  )

  test('is paused when its service is closed or removed by an administrator', async () => {
    await server.ada.send('PUT', `/api/admin/notifications/services/${room}`, { isOpen: false })
    await server.notify()
    await server.settle()
    expect(await channel()).toMatchObject({ pausedReason: 'service_closed' })
    expect((await unread()).map(({ title }) => title)).toEqual(['Notifications through First are paused'])
    await server.ada.send('PUT', `/api/admin/notifications/services/${room}`, { isOpen: true })
    server.providers.instances.length = 0
    await server.ada.send('PATCH', `/channels/${id}`, { paused: false })
    await server.settle()
    expect(await channel()).toMatchObject({ pausedReason: 'service_removed' })
  })
})

test('an attempt of a process that has lost its lease does not count, and the message is sent again with its id', async () => {
  const tables = () => server.database.tables<NotificationTables>()
  const ids: (string | undefined)[] = []
  server.providers.reactions.set(room, async (message) => {
    ids.push(message.id)
    // As if the process had been stopped for longer than its lease, and another one had taken over.
    if (ids.length === 1)
      await sql`update notification_channels set leased_by = null, leased_until = null`.execute(tables())
  })
  await server.notify()
  await server.settle()
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
  expect(await server.ada.log()).toEqual(['Connect again: sent'])
})

test('what was sent while the person paused the channel is not sent again when it is resumed', async () => {
  server.providers.reactions.set(room, async () => {
    await server.ada.send('PATCH', `/channels/${id}`, { paused: true })
  })
  await server.notify()
  await server.settle()
  server.providers.reactions.clear()
  await server.ada.send('PATCH', `/channels/${id}`, { paused: false })
  await server.settle()
  expect(titles(room)).toEqual(['Connect again'])
  expect(await server.ada.log()).toEqual(['Connect again: sent'])
})

test('an error whose text cannot be stored is shown without what cannot', async () => {
  server.providers.fail(room, 'invalid_data', 'The room said "\0\ud800".')
  await server.notify()
  await server.settle()
  const { items } = (await server.ada.send('GET', '/deliveries')).json<{ items: { detail: string }[] }>()
  expect(items.map(({ detail }) => detail)).toContain('The room said "\ufffd\ufffd".')
  expect(await server.ada.log()).toContain('Connect again: dead invalid_data')
})
