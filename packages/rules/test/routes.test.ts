import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receiver, startReceiver } from './receiver.ts'
import { type RulesServer, STEPS, startRules } from './rules-server.ts'

let receiver: Receiver
let server: RulesServer
let channel: string

beforeAll(async () => {
  receiver = await startReceiver()
  server = await startRules(receiver.address)
  channel = await server.ada.addChannel()
})
afterAll(async () => {
  await server.stop()
  await receiver.stop()
})

const above = { on: 'metric', metric: STEPS, passes: 'above', threshold: 10_000 }

test('a rule is created, read, listed, changed and deleted', async () => {
  const { ada } = server
  const created = await ada.send('POST', '/api/rules', { when: above, channelId: channel })
  expect(created.statusCode).toBe(201)
  const rule = created.json<{ id: string }>()
  expect(created.headers['location']).toBe(`/api/rules/${rule.id}`)
  expect(rule).toMatchObject({ when: above, channelId: channel, enabled: true, lastFiredAt: null })
  const path = `/api/rules/${rule.id}`
  expect((await ada.send('GET', path)).json()).toEqual(rule)
  expect((await ada.send('GET', '/api/rules')).json()).toEqual({ items: [rule], nextCursor: null })
  const changed = await ada.send('PATCH', path, { when: { ...above, threshold: 1 }, enabled: false })
  expect(changed.json()).toMatchObject({ when: { threshold: 1 }, enabled: false })
  expect((await ada.send('DELETE', path)).statusCode).toBe(204)
  expect((await ada.send('GET', path)).json()).toMatchObject({ code: 'RULES_RULE_NOT_FOUND' })
})

test('a change with the `ETag` of an earlier state is refused', async () => {
  const { ada } = server
  const path = `/api/rules/${await ada.addRule(above, channel)}`
  const { headers } = await ada.send('GET', path)
  const match = { 'if-match': String(headers['etag']) }
  expect((await ada.send('PATCH', path, { enabled: false }, match)).statusCode).toBe(200)
  expect((await ada.send('PATCH', path, { enabled: true }, match)).statusCode).toBe(412)
  expect((await ada.send('GET', path)).json()).toMatchObject({ enabled: false })
})

test('rules, channels and logs of another person do not exist', async () => {
  const { ada, bob } = server
  const path = `/api/rules/${await ada.addRule(above, channel)}`
  for (const method of ['GET', 'DELETE'] as const) expect((await bob.send(method, path)).statusCode).toBe(404)
  expect((await bob.send('PATCH', path, { enabled: false })).statusCode).toBe(404)
  expect((await bob.send('POST', '/api/rules', { when: above, channelId: channel })).json()).toMatchObject({
    code: 'KERNEL_UNKNOWN_VALUE',
  })
  expect((await bob.send('GET', '/api/rules')).json()).toMatchObject({ items: [] })
  expect((await bob.send('GET', `/api/rules/firings?ruleId=${path.slice(11)}`)).statusCode).toBe(400)
})

test('an API key makes and tries only rules about what it may read', async () => {
  const { ada } = server
  const key = await ada.withScopes(['rules:read', 'rules:write'])
  const body = { when: above, channelId: channel }
  for (const path of ['/api/rules', '/api/rules/try'])
    expect(
      (await key.send('POST', path, path.endsWith('try') ? { when: above } : body)).json(),
    ).toMatchObject({
      code: 'RULES_SCOPE_MISSING',
      status: 403,
    })
  const more = await ada.withScopes(['rules:write', 'metrics:read'])
  expect((await more.send('POST', '/api/rules', body)).statusCode).toBe(201)
  const reads = await ada.withScopes(['rules:read'])
  expect((await reads.send('POST', '/api/rules', body)).statusCode).toBe(403)
})

test.each([
  [{ ...above, metric: 'fitbit.stepz' }, /fitbit\.steps/],
  [{ ...above, passes: 'sideways' }, /passes|when/],
  [{ ...above, threshold: 'many' }, /threshold|when/],
  [{ on: 'weather' }, /when/],
  [{ on: 'item', integration: 'spotfy' }, /spotfy/],
])('the condition %j is refused', async (when, message) => {
  const reply = await server.ada.send('POST', '/api/rules', { when, channelId: channel })
  expect(reply.statusCode).toBe(400)
  expect(reply.body).toMatch(message)
})

test('more than the permitted rules are refused', async () => {
  const { bob } = server
  const own = await bob.addChannel()
  for (let n = 0; n < 50; n++) await bob.addRule({ on: 'connection' }, own)
  const reply = await bob.send('POST', '/api/rules', { when: { on: 'connection' }, channelId: own })
  expect(reply.json()).toMatchObject({ code: 'RULES_TOO_MANY_RULES' })
})

test('a try-out says what it would have said in 30 days, and sends nothing', async () => {
  const { ada, value, settle } = server
  for (const [day, steps] of [
    ['2026-10-30', 30_000],
    ['2026-10-31', 11_000],
    ['2026-11-15', 9_000],
    ['2026-11-20', 12_345],
  ] as const)
    await value(day, steps)
  const tried = (await ada.send('POST', '/api/rules/try', { when: above })).json<{
    items: { date: string }[]
  }>()
  expect(tried).toMatchObject({ from: '2026-10-31', to: '2026-11-29', isKnown: true })
  expect(tried.items.map(({ date }) => date)).toEqual(['2026-11-20', '2026-10-31'])
  expect(tried.items[0]).toMatchObject({ message: '2026-11-20: 12,345 steps.' })
  const unknown = await ada.send('POST', '/api/rules/try', { when: { on: 'connection' } })
  expect(unknown.json()).toMatchObject({ isKnown: false, items: [] })
  await settle()
  expect(await ada.log()).toEqual([])
  expect(receiver.received).toEqual([])
})
