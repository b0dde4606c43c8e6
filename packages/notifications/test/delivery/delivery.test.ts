import { database } from '@tributary/database'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { notifications } from '../../src/index.ts'
import { type DeliveryServer, openedService, startDelivery } from '../delivery-server.ts'

let server: DeliveryServer
let room: string

beforeEach(async () => {
  server = await startDelivery()
  room = await openedService(server)
})
afterEach(() => server.stop())

const titles = (instance = room) => server.providers.through(instance).map(({ title }) => title)

describe('what is sent', () => {
  test('a notification, with a link to its page and an id', async () => {
    await server.ada.addChannel(room)
    await server.notify()
    await server.settle()
    expect(server.providers.through(room)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        title: 'Connect again',
        text: 'Fitbit no longer accepts this connection.',
        severity: 'warning',
        url: 'https://tributary.example.org/connections/7',
      },
    ])
    expect(await server.ada.log()).toEqual(['Connect again: sent'])
    expect(await server.bob.log()).toEqual([])
  })

  test('in the language that the person has chosen, also tests and daily messages', async () => {
    const { ada, database: place, clock } = server
    await sql`update users set language = 'de' where id = ${ada.id}`.execute(place.tables())
    const id = await ada.addChannel(room)
    const second = await openedService(server, 'room', 'Second')
    await ada.addChannel(second, { dailyAt: '08:00' })
    const paused = {
      kind: 'connection_paused',
      parameters: { name: 'Fitbit', reasonCode: 'failed_repeatedly' },
    }
    for (const key of ['one', 'two']) await server.notify({ ...paused, key })
    await ada.send('POST', `/channels/${id}/test`)
    await server.settle()
    expect(titles().toSorted()).toEqual([
      'Fitbit ist angehalten',
      'Fitbit ist angehalten',
      'Testnachricht von Tributary',
    ])
    clock.now += 86_400_000
    await server.settle()
    expect(server.providers.through(second)).toMatchObject([
      {
        title: '2 Benachrichtigungen',
        text: expect.stringContaining('• Fitbit ist angehalten\nSie ist angehalten, weil'),
      },
    ])
  })

  test('errors and warnings by default, information not; by the rules of each channel', async () => {
    const second = await openedService(server, 'room', 'Second')
    await server.ada.addChannel(room)
    await server.ada.addChannel(second, {
      leastSeverity: 'never',
      rules: { sync_warning: 'info', webhook_disabled: 'error' },
    })
    const severities = ['info', 'warning', 'error'] as const
    for (const kind of ['sync_warning', 'webhook_disabled', 'records_rejected'])
      for (const severity of severities)
        await server.notify({ kind, severity, title: `${kind} ${severity}`, key: `${kind} ${severity}` })
    await server.settle()
    const kinds = ['sync_warning', 'webhook_disabled', 'records_rejected']
    expect(titles()).toEqual(kinds.flatMap((kind) => [`${kind} warning`, `${kind} error`]))
    expect(titles(second)).toEqual([
      ...severities.map((severity) => `sync_warning ${severity}`),
      'webhook_disabled error',
    ])
  })

  test('once for each channel although it is updated; again after it was resolved', async () => {
    const { kernel, ada } = server
    await ada.addChannel(room)
    await server.notify()
    await server.settle()
    await server.notify({ title: 'Connect again, please', severity: 'error' })
    await server.settle()
    expect(titles()).toEqual(['Connect again'])
    await kernel.getService(notifications).resolve({ userId: ada.id, key: 'connection/7' })
    await server.notify()
    await server.settle()
    expect(titles()).toEqual(['Connect again', 'Connect again'])
    const [first, second] = server.providers.through(room)
    expect(first?.id).not.toBe(second?.id)
  })

  test('one that grows as severe as the channel wants it is sent then', async () => {
    await server.ada.addChannel(room, { leastSeverity: 'error' })
    await server.notify()
    await server.settle()
    expect(titles()).toEqual([])
    await server.notify({ severity: 'error' })
    await server.settle()
    expect(titles()).toEqual(['Connect again'])
  })

  test('nothing of a transaction that is rolled back', async () => {
    const { kernel, ada } = server
    await ada.addChannel(room)
    const failed = kernel.getService(database).transaction(async (trx) => {
      await kernel
        .getService(notifications)
        .notify(
          { userId: ada.id, kind: 'sync_warning', severity: 'error', title: 'No', message: 'No', key: 'no' },
          { trx },
        )
      throw new Error('rolled back')
    })
    await expect(failed).rejects.toThrow('rolled back')
    await server.notify()
    await server.settle()
    expect(titles()).toEqual(['Connect again'])
  })

  test('nothing through a channel that the person has paused, and later nothing of that time', async () => {
    const id = await server.ada.addChannel(room)
    await server.ada.send('PATCH', `/channels/${id}`, { paused: true })
    await server.notify()
    await server.ada.send('PATCH', `/channels/${id}`, { paused: false })
    await server.notify({ key: 'other', title: 'Other' })
    await server.settle()
    expect(titles()).toEqual(['Other'])
  })
})

describe('what waits', () => {
  const quiet = {
    startTime: '22:00',
    endTime: '07:00',
    days: [1, 2, 3, 4, 5, 6, 7],
    errorsBreakThrough: true,
  }
  const inBerlin = () =>
    sql`update users set time_zone = 'Europe/Berlin' where id = ${server.ada.id}`.execute(
      server.database.tables(),
    )

  test('for the end of quiet hours is sent then, on the person’s clock; errors may break through', async () => {
    await inBerlin()
    await server.ada.addChannel(room)
    await server.ada.send('PUT', '/preferences', { quietHours: quiet })
    await server.at('2026-10-24T20:30:00Z')
    await server.notify()
    await server.notify({ severity: 'error', key: 'error', title: 'Broken' })
    await server.settle()
    expect(titles()).toEqual(['Broken'])
    expect(await server.ada.log()).toEqual(['Connect again: waiting quiet_hours', 'Broken: sent'])
    await server.at('2026-10-25T05:59:59Z')
    expect(titles()).toEqual(['Broken'])
    await server.at('2026-10-25T06:00:00Z')
    expect(titles()).toEqual(['Broken', 'Connect again'])
  })

  test('is not sent if it is resolved meanwhile', async () => {
    const { kernel, ada } = server
    await ada.addChannel(room)
    await ada.send('PUT', '/preferences', { quietHours: quiet })
    await server.at('2026-11-28T23:00:00Z')
    await server.notify()
    await server.settle()
    await kernel.getService(notifications).resolve({ userId: ada.id, key: 'connection/7' })
    await server.at('2026-11-29T07:00:00Z')
    expect(titles()).toEqual([])
    expect(await ada.log()).toEqual(['Connect again: dropped resolved'])
  })

  test('is sent at once when the quiet hours are taken back', async () => {
    await server.ada.addChannel(room)
    await server.ada.send('PUT', '/preferences', { quietHours: quiet })
    await server.at('2026-11-28T23:00:00Z')
    await server.notify()
    await server.settle()
    expect(titles()).toEqual([])
    await server.ada.send('PUT', '/preferences', { quietHours: null })
    await server.settle()
    expect(titles()).toEqual(['Connect again'])
  })

  test.each([
    // The day has 25 hours, and 02:30 exists twice; then 23 hours, and 02:30 does not exist.
    ['2026-10-24T12:00:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    ['2026-03-28T12:00:00Z', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
  ])('for the daily message is sent in it, all together and once: %s', async (start, first, second) => {
    await inBerlin()
    await server.ada.addChannel(room, { dailyAt: '02:30' })
    await server.at(start)
    await server.notify({ title: 'One', key: 'one' })
    await server.notify({ title: 'Two', key: 'two', severity: 'error' })
    await server.at(new Date(Date.parse(first) - 1000).toISOString())
    expect(await server.ada.log()).toEqual(['One: waiting digest', 'Two: waiting digest'])
    await server.at(first)
    expect(server.providers.through(room)).toEqual([
      expect.objectContaining({
        title: '2 notifications',
        severity: 'error',
        text: expect.stringMatching(/• One\n[^]*• Two\n/),
        url: 'https://tributary.example.org/notifications',
      }),
    ])
    await server.notify({ title: 'Three', key: 'three' })
    await server.at(new Date(Date.parse(second) - 1000).toISOString())
    expect(server.providers.sent).toHaveLength(1)
    await server.at(second)
    expect(titles()).toEqual(['2 notifications', 'Three'])
  })
})

describe('limits', () => {
  test('more than 60 messages in an hour wait for the next one', async () => {
    await server.ada.addChannel(room)
    for (let n = 0; n < 62; n++) await server.notify({ key: `n${n}`, title: `n${n}` })
    await server.settle()
    expect(server.providers.sent).toHaveLength(60)
    await server.at('2026-11-28T13:00:00Z')
    expect(server.providers.sent).toHaveLength(62)
  })
})
