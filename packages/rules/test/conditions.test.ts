import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Receiver, startReceiver } from './receiver.ts'
import { HOME, type RulesServer, STEPS, startRules } from './rules-server.ts'
import { addThings, changeThing } from './things-plugin.ts'

let receiver: Receiver
let server: RulesServer

beforeEach(async () => {
  receiver = await startReceiver()
  server = await startRules(receiver.address)
})
afterEach(async () => {
  await server.stop()
  await receiver.stop()
})

const above = { on: 'metric', metric: STEPS, passes: 'above', threshold: 10_000 }
const TODAY = '2026-11-29'
const song = (title: string, occurredOn = TODAY) => ({
  integration: 'spotify',
  type: 'track',
  title,
  occurredOn,
})

test('new items that come in together are one message, once; older plays and other kinds are left out', async () => {
  const { ada, db, settle } = server
  const [old = ''] = await addThings(db, 'items', ada.id, [song('Before')])
  await ada.addRule({ on: 'item', type: 'track' }, await ada.addChannel())
  const [first = ''] = await addThings(db, 'items', ada.id, [
    ...['One', 'Two', 'Three', 'Four'].map((title) => song(title)),
    song('Long ago', '2019-01-01'),
    { ...song('A film'), type: 'movie' },
  ])
  await settle()
  await changeThing(db, 'items', first, { title: 'One, corrected' })
  await changeThing(db, 'items', old, { title: 'Before, corrected' })
  await settle()
  expect(await ada.log()).toEqual(['4 new items · spotify: One, Two, Three, …. · sent'])
  await addThings(db, 'items', ada.id, [song('Five')])
  await settle()
  expect((await ada.log())[1]).toBe('New: Five · spotify: Five. · sent')
})

test('a connection that fails is told once until it works again, and one that failed before is not', async () => {
  const { ada, db, settle } = server
  const link = {
    integration: 'fitbit',
    status: 'connected',
    reasonCode: null,
    label: 'Watch',
    accountName: null,
  }
  const [id = ''] = await addThings(db, 'links', ada.id, [link])
  await ada.addRule({ on: 'connection' }, await ada.addChannel())
  const set = async (change: object) => {
    await changeThing(db, 'links', id, change)
    await settle()
  }
  await set({ status: 'needs_reauth' })
  await set({ status: 'needs_reauth', reason: 'Another sentence' })
  expect(await ada.log()).toHaveLength(1)
  await set({ status: 'connected' })
  await set({ status: 'paused', reasonCode: 'paused_by_user' })
  expect(await ada.log()).toHaveLength(1)
  await set({ status: 'paused', reasonCode: 'failed_repeatedly' })
  expect(await ada.log()).toEqual([
    'Watch stopped working · The connection has the status "needs_reauth". Its page says what to do. · sent',
    'Watch stopped working · The connection has the status "paused". Its page says what to do. · sent',
  ])
})

test('an import that ends is told once, as the rule asks; syncs and cancelled imports are not', async () => {
  const { ada, db, settle } = server
  const channel = await ada.addChannel()
  await ada.addRule({ on: 'import', ends: 'failed' }, channel)
  await ada.addRule({ on: 'import', ends: 'succeeded' }, channel)
  const job = { kind: 'import', integration: 'netflix', filename: 'a.csv', status: 'running', inserted: 0 }
  const [id = '', failing = '', cancelled = '', sync = ''] = await addThings(db, 'tasks', ada.id, [
    job,
    { ...job, filename: 'b.csv' },
    job,
    { ...job, kind: 'sync' },
  ])
  await settle()
  await changeThing(db, 'tasks', id, { status: 'partial', inserted: 1_200 })
  await changeThing(db, 'tasks', failing, { status: 'failed' })
  await changeThing(db, 'tasks', cancelled, { status: 'cancelled' })
  await changeThing(db, 'tasks', sync, { status: 'succeeded' })
  await settle()
  await changeThing(db, 'tasks', id, { warnings: 1 })
  await settle()
  expect((await ada.log()).toSorted()).toEqual([
    'The import of a.csv has ended · netflix: 1,200 new records. · sent',
    'The import of b.csv has failed · netflix: 0 new records. · sent',
  ])
})

test('a workflow is started with what has happened, also in quiet hours and when the person has read it', async () => {
  const { ada, value, settle } = server
  await ada.send('PUT', '/api/notifications/delivery/preferences', {
    quietHours: {
      startTime: '00:00',
      endTime: '23:59',
      days: [1, 2, 3, 4, 5, 6, 7],
      errorsBreakThrough: true,
    },
  })
  await ada.addRule(above, await ada.addChannel(HOME))
  await ada.addRule(above, await ada.addChannel())
  await value(TODAY, 10_500)
  await settle()
  expect(receiver.received).toEqual([
    {
      path: '/emit',
      body: {
        id: expect.any(String),
        type: 'rule.fired',
        at: '2026-11-29T12:00:00.000Z',
        data: {
          title: `${STEPS} passed above 10,000`,
          message: '2026-11-29: 10,500 steps.',
          severity: 'info',
          parameters: expect.objectContaining({
            on: 'metric',
            value: 10_500,
            threshold: 10_000,
            date: TODAY,
          }),
        },
      },
    },
  ])
  const states = (await ada.log()).map((line) => line.split(' · ')[2] ?? '')
  expect(states.toSorted()).toEqual(['sent', 'waiting'])
})

test('a service that is down is tried again for a day, then the entry is dead, and can be sent by hand', async () => {
  const { ada, value, settle, clock } = server
  await ada.addRule(above, await ada.addChannel(HOME))
  for (let n = 0; n < 40; n++) receiver.next.push((response) => response.writeHead(503).end())
  await value(TODAY, 10_500)
  await settle()
  expect(await ada.log()).toEqual([expect.stringContaining('waiting')])
  for (let n = 0; n < 20 && (await ada.log())[0]?.endsWith('waiting') === true; n++) {
    clock.now += 12 * 3_600_000
    await settle()
  }
  expect(await ada.log()).toEqual([expect.stringContaining('dead')])
  const tries = receiver.received.length
  expect(tries).toBeGreaterThan(3)
  receiver.next.splice(0)
  const { items } = (await ada.send('GET', '/api/rules/firings')).json<{ items: { id: string }[] }>()
  const reply = await ada.send('POST', `/api/rules/firings/${items[0]?.id}/redeliver`)
  expect(reply.statusCode).toBe(202)
  await settle()
  expect(await ada.log()).toEqual([expect.stringContaining('sent')])
  // A workflow recognises the repetition.
  expect(new Set(receiver.received.map(({ body }) => body['id'])).size).toBe(1)
})

test('a paused or deleted channel leaves the message in the inbox', async () => {
  const { ada, value, settle } = server
  const channel = await ada.addChannel()
  await ada.addRule(above, channel)
  await ada.send('PATCH', `/api/notifications/delivery/channels/${channel}`, { paused: true })
  await value(TODAY, 10_500)
  await settle()
  expect(await ada.log()).toEqual([expect.stringContaining('none')])
  const { items } = (await ada.send('GET', '/api/notifications')).json<{ items: { kind: string }[] }>()
  expect(items.map(({ kind }) => kind)).toEqual(['rule_fired'])
  const [entry] = (await ada.send('GET', '/api/rules/firings')).json<{ items: { id: string }[] }>().items
  const again = await ada.send('POST', `/api/rules/firings/${entry?.id}/redeliver`)
  expect(again.json()).toMatchObject({ code: 'NOTIFICATIONS_CHANNEL_PAUSED' })
  await ada.send('PATCH', `/api/notifications/delivery/channels/${channel}`, { paused: false })
  await ada.send('POST', `/api/rules/firings/${entry?.id}/redeliver`)
  await settle()
  expect(await ada.log()).toEqual([expect.stringContaining('sent')])
  expect(receiver.received).toHaveLength(1)
})
