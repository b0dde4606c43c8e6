import { IntegrationError } from '@tributary/integration-kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NotificationTables } from '../src/tables.ts'
import { type DeliveryServer, openedService, startDelivery } from './delivery-server.ts'

let server: DeliveryServer
let mail: string

beforeEach(async () => {
  server = await startDelivery()
  mail = await openedService(server, 'mail', 'Post office')
})
afterEach(() => server.stop())

const address = 'ada@example.org'
const messages = () => server.providers.through(mail)
const codeSent = () => messages().at(-1)?.title.slice(0, 6) ?? ''
const codeOf = (reply: { json(): { code?: string } }) => reply.json().code

describe('a recipient of one’s own', () => {
  test('is sent nothing but a code until the code is entered', async () => {
    const { ada } = server
    const id = await ada.addChannel(mail, { recipient: { address: ` ${address} ` } })
    await server.notify()
    await server.settle()
    expect(codeOf(await ada.send('POST', `/channels/${id}/test`))).toBe('NOTIFICATIONS_UNCONFIRMED')
    expect(messages()).toEqual([])
    expect((await ada.send('POST', `/channels/${id}/code`)).json()).toEqual({
      sent: true,
      reason: null,
      detail: null,
    })
    expect(messages()).toEqual([expect.objectContaining({ recipient: { address } })])
    const confirmed = await ada.send('POST', `/channels/${id}/confirm`, { code: codeSent() })
    expect(confirmed.json()).toMatchObject({ state: 'active', recipient: { address } })
    // Not what happened before.
    await server.settle()
    expect(messages()).toHaveLength(1)
    await server.notify({ key: 'other', title: 'Other' })
    await server.settle()
    expect(messages().at(-1)).toMatchObject({ title: 'Other', recipient: { address } })
    expect((await ada.send('POST', `/channels/${id}/test`)).json()).toMatchObject({ sent: true })
    expect(messages().at(-1)).toMatchObject({ title: 'Test message of Tributary', recipient: { address } })
  })

  test('is confirmed by no other code: not a wrong, an old, an expired one or that of another channel', async () => {
    const { ada, clock } = server
    const id = await ada.addChannel(mail, { recipient: { address } })
    const other = await ada.addChannel(mail, { recipient: { address: 'other@example.org' } })
    const confirm = async (code: string) =>
      codeOf(await ada.send('POST', `/channels/${id}/confirm`, { code }))
    expect(await confirm('000000')).toBe('NOTIFICATIONS_WRONG_CODE')
    await ada.send('POST', `/channels/${id}/code`)
    const first = codeSent()
    await ada.send('POST', `/channels/${other}/code`)
    const ofOther = codeSent()
    await ada.send('POST', `/channels/${id}/code`)
    const second = codeSent()
    const wrong =
      ['111111', '222222', '333333'].find((code) => ![first, second, ofOther].includes(code)) ?? ''
    for (const code of [wrong, first, ofOther].filter((each) => each !== second))
      expect(await confirm(code)).toBe('NOTIFICATIONS_WRONG_CODE')
    clock.now += 30 * 60_000
    expect(await confirm(second)).toBe('NOTIFICATIONS_WRONG_CODE')
    clock.now -= 1
    expect(await confirm(second)).toBeUndefined()
  })

  test('has five tries for a code', async () => {
    const { ada } = server
    const id = await ada.addChannel(mail, { recipient: { address } })
    await ada.send('POST', `/channels/${id}/code`)
    const code = codeSent()
    const wrong = code === '999999' ? '999998' : '999999'
    // At once: each of them counts.
    await Promise.all(
      Array.from({ length: 5 }, () => ada.send('POST', `/channels/${id}/confirm`, { code: wrong })),
    )
    expect(codeOf(await ada.send('POST', `/channels/${id}/confirm`, { code }))).toBe(
      'NOTIFICATIONS_WRONG_CODE',
    )
  })

  test('has to be confirmed again when it is changed; another name does not matter', async () => {
    const { ada } = server
    const id = await ada.addChannel(mail, { recipient: { address } })
    await ada.send('POST', `/channels/${id}/code`)
    await ada.send('POST', `/channels/${id}/confirm`, { code: codeSent() })
    const rename = { name: 'Mine', recipient: { address } }
    expect((await ada.send('PATCH', `/channels/${id}`, rename)).json()).toMatchObject({ state: 'active' })
    const elsewhere = { recipient: { address: 'stranger@example.org' } }
    expect((await ada.send('PATCH', `/channels/${id}`, elsewhere)).json()).toMatchObject({
      state: 'unconfirmed',
    })
    await server.notify()
    await server.settle()
    expect(messages()).toHaveLength(1)
  })

  test('of what waits is not sent to an address that took its place', async () => {
    const { ada } = server
    const id = await ada.addChannel(mail, { recipient: { address } })
    await ada.send('POST', `/channels/${id}/code`)
    await ada.send('POST', `/channels/${id}/confirm`, { code: codeSent() })
    server.providers.reactions.set(mail, () => {
      throw new Error('no answer')
    })
    await server.notify()
    await server.settle()
    server.providers.reactions.clear()
    await ada.send('PATCH', `/channels/${id}`, { recipient: { address: 'stranger@example.org' } })
    server.clock.now += 10_000
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(messages()).toHaveLength(1)
  })

  test('that was refused says nothing of the address that took its place meanwhile', async () => {
    const { ada } = server
    const id = await ada.addChannel(mail, { recipient: { address } })
    await ada.send('POST', `/channels/${id}/code`)
    await ada.send('POST', `/channels/${id}/confirm`, { code: codeSent() })
    server.providers.reactions.set(mail, async () => {
      await ada.send('PATCH', `/channels/${id}`, { recipient: { address: 'new@example.org' } })
      throw new IntegrationError('permission_denied', 'There is no such mailbox.')
    })
    await server.notify()
    await server.settle()
    server.providers.reactions.clear()
    expect((await ada.send('GET', `/channels/${id}`)).json()).toMatchObject({
      state: 'unconfirmed',
      pausedReason: null,
    })
    await ada.send('POST', `/channels/${id}/code`)
    await ada.send('POST', `/channels/${id}/confirm`, { code: codeSent() })
    await server.settle()
    expect(messages().at(-1)).toMatchObject({
      title: 'Connect again',
      recipient: { address: 'new@example.org' },
    })
  })

  test.each([
    [undefined, 'address: '],
    [{ address: 'nonsense' }, 'address: '],
    [{ address, bcc: 'stranger@example.org' }, 'bcc: This service has no such field.'],
  ])('has to fit the form: %j', async (recipient, detail) => {
    const reply = await server.ada.send('POST', '/channels', {
      serviceId: mail,
      name: 'x',
      ...(recipient && { recipient }),
    })
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toMatchObject({
      code: 'NOTIFICATIONS_BAD_RECIPIENT',
      detail: expect.stringContaining(detail),
    })
  })
})

describe('limits', () => {
  test('three codes an hour to one address, by all people and in any spelling; five by one person', async () => {
    const { ada, bob, clock } = server
    const channels = [
      { person: ada, id: await ada.addChannel(mail, { recipient: { address } }) },
      { person: ada, id: await ada.addChannel(mail, { recipient: { address: 'ADA@example.org' } }) },
      { person: bob, id: await bob.addChannel(mail, { recipient: { address } }) },
    ]
    for (const { person, id } of channels)
      expect((await person.send('POST', `/channels/${id}/code`)).statusCode).toBe(200)
    for (const { person, id } of channels) {
      const refused = await person.send('POST', `/channels/${id}/code`)
      expect([refused.statusCode, codeOf(refused)]).toEqual([429, 'NOTIFICATIONS_TOO_MANY_MESSAGES'])
      expect(refused.headers['retry-after']).toBe('3600')
    }
    const statuses: number[] = []
    for (let n = 0; n < 4; n++) {
      const id = await ada.addChannel(mail, { recipient: { address: `stranger${n}@example.org` } })
      statuses.push((await ada.send('POST', `/channels/${id}/code`)).statusCode)
    }
    expect(statuses).toEqual([200, 200, 200, 429])
    expect(messages()).toHaveLength(6)
    clock.now += 3_600_000
    expect((await ada.send('POST', `/channels/${channels[0]?.id}/code`)).statusCode).toBe(200)
  })

  test('ten tests an hour, also of those at once', async () => {
    const { ada } = server
    const id = await ada.addChannel(await openedService(server))
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => ada.send('POST', `/channels/${id}/test`)),
    )
    expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(10)
    expect(server.providers.sent).toHaveLength(10)
  })

  test('20 channels', async () => {
    const room = await openedService(server)
    for (let n = 0; n < 20; n++) await server.ada.addChannel(room)
    const reply = await server.ada.send('POST', '/channels', { serviceId: room, name: 'x' })
    expect([reply.statusCode, codeOf(reply)]).toEqual([409, 'NOTIFICATIONS_TOO_MANY_CHANNELS'])
  })
})

describe('services', () => {
  test('are shown to people with their form once an administrator has opened them', async () => {
    const closed = server.providers.add('room', 'Closed')
    const { items } = (await server.bob.send('GET', '/services')).json<{ items: { id: string }[] }>()
    expect(items).toEqual([
      {
        id: mail,
        plugin: 'mail',
        kind: 'notification',
        name: 'Post office',
        isOpen: true,
        isAvailable: true,
        recipientForm: expect.objectContaining({
          schema: expect.objectContaining({ required: ['address'] }),
        }),
      },
    ])
    const all = (await server.bob.send('GET', '/api/admin/notifications/services')).json<{
      items: object[]
    }>()
    expect(all.items).toContainEqual(
      expect.objectContaining({ id: closed, isOpen: false, recipientForm: null }),
    )
    const refused = await server.ada.send('POST', '/channels', { serviceId: closed, name: 'x' })
    expect([refused.statusCode, codeOf(refused)]).toEqual([404, 'NOTIFICATIONS_SERVICE_NOT_FOUND'])
  })

  test('that are closed send no test either', async () => {
    const room = await openedService(server)
    const id = await server.ada.addChannel(room)
    await server.ada.send('PUT', `/api/admin/notifications/services/${room}`, { isOpen: false })
    expect(codeOf(await server.ada.send('POST', `/channels/${id}/test`))).toBe(
      'NOTIFICATIONS_SERVICE_NOT_FOUND',
    )
    expect(server.providers.sent).toEqual([])
  })
})

test('a test that fails says why', async () => {
  const room = await openedService(server)
  const id = await server.ada.addChannel(room)
  server.providers.fail(room, 'bad_configuration', 'The room does not exist.')
  expect((await server.ada.send('POST', `/channels/${id}/test`)).json()).toEqual({
    sent: false,
    reason: 'bad_configuration',
    detail: 'The room does not exist.',
  })
})

test('channels, deliveries and quiet hours of another person are not found, and go with their user', async () => {
  const { ada, bob, database } = server
  const room = await openedService(server)
  const id = await ada.addChannel(room)
  await ada.send('PUT', '/preferences', {
    quietHours: { startTime: '22:00', endTime: '07:00', days: [1], errorsBreakThrough: false },
  })
  await server.notify()
  await server.settle()
  const { items } = (await ada.send('GET', '/deliveries')).json<{ items: { id: string }[] }>()
  const delivery = items[0]?.id
  const asBob = await Promise.all([
    bob.send('GET', `/channels/${id}`),
    bob.send('PATCH', `/channels/${id}`, { paused: true }),
    bob.send('DELETE', `/channels/${id}`),
    bob.send('POST', `/channels/${id}/test`),
    bob.send('POST', `/channels/${id}/code`),
    bob.send('POST', `/channels/${id}/confirm`, { code: '123456' }),
    bob.send('GET', `/deliveries/${delivery}`),
    bob.send('POST', `/deliveries/${delivery}/redeliver`),
  ])
  expect(asBob.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 8 }, () => 404))
  expect((await bob.send('GET', `/deliveries?channelId=${id}`)).statusCode).toBe(400)
  expect((await bob.send('GET', '/channels')).json()).toMatchObject({ items: [] })
  expect((await bob.send('GET', '/preferences')).json()).toEqual({ quietHours: null, timeZone: 'UTC' })
  const db = database.tables<NotificationTables & { users: { id: string } }>()
  await db.deleteFrom('users').where('id', '=', ada.id).execute()
  for (const table of [
    'notification_channels',
    'notification_deliveries',
    'notification_sends',
    'notification_preferences',
  ] as const)
    expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
})

test('quiet hours need a length, and deleting a channel deletes its log', async () => {
  const { ada } = server
  const empty = { startTime: '07:00', endTime: '07:00', days: [1], errorsBreakThrough: false }
  expect(codeOf(await ada.send('PUT', '/preferences', { quietHours: empty }))).toBe(
    'NOTIFICATIONS_BAD_QUIET_HOURS',
  )
  const id = await ada.addChannel(await openedService(server))
  await server.notify()
  await server.settle()
  expect(await ada.log()).toHaveLength(1)
  expect((await ada.send('DELETE', `/channels/${id}`)).statusCode).toBe(204)
  expect(await ada.log()).toEqual([])
})
