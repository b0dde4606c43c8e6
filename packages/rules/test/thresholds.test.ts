import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Receiver, startReceiver } from './receiver.ts'
import { type RulesServer, STEPS, startRules } from './rules-server.ts'

let receiver: Receiver
let server: RulesServer | undefined

beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  await server?.stop()
  await receiver.stop()
  server = undefined
})

const above = { on: 'metric', metric: STEPS, passes: 'above', threshold: 10_000 }
const below = { ...above, passes: 'below', threshold: 5_000 }
const TODAY = '2026-11-29'

interface Case {
  readonly name: string
  readonly when?: object
  /** What was there when the rule was made. */
  readonly before?: readonly (readonly [date: string, value: number])[]
  /** Each is written and evaluated before the next; a text sets the clock. */
  readonly steps: readonly (readonly [date: string, value: number] | string)[]
  /** The date and value of each firing. */
  readonly fires: readonly string[]
}

const CASES: readonly Case[] = [
  {
    name: 'a value that passes above fires once for its day, whatever follows',
    steps: [9_000, 10_500, 11_000, 9_900, 10_400].map((value) => [TODAY, value]),
    fires: ['2026-11-29: 10,500'],
  },
  { name: 'a first value above fires', steps: [[TODAY, 12_000]], fires: ['2026-11-29: 12,000'] },
  { name: 'a value that equals the threshold has not passed it', steps: [[TODAY, 10_000]], fires: [] },
  {
    name: 'each day fires by itself',
    steps: [
      ['2026-11-28', 10_100],
      [TODAY, 10_200],
    ],
    fires: ['2026-11-28: 10,100', '2026-11-29: 10,200'],
  },
  {
    name: 'days older than two days before today never fire, the day before them does',
    steps: [
      ['2026-11-26', 20_000],
      ['2026-11-27', 20_000],
    ],
    fires: ['2026-11-27: 20,000'],
  },
  { name: 'a day after tomorrow never fires', steps: [['2026-12-01', 20_000]], fires: [] },
  {
    name: 'what had passed before the rule was made never fires for that day',
    before: [
      ['2026-11-28', 15_000],
      [TODAY, 12_000],
    ],
    steps: [
      [TODAY, 12_500],
      [TODAY, 9_000],
      [TODAY, 13_000],
      ['2026-11-28', 15_001],
    ],
    fires: [],
  },
  {
    name: 'a day that had not passed when the rule was made fires',
    before: [[TODAY, 9_999]],
    steps: [[TODAY, 10_001]],
    fires: ['2026-11-29: 10,001'],
  },
  {
    name: 'a value below is told at noon of the next day, with what was delivered until then',
    when: below,
    steps: [[TODAY, 1_000], '2026-11-30T11:59:00Z', [TODAY, 4_000], '2026-11-30T12:00:00Z'],
    fires: ['2026-11-29: 4,000'],
  },
  {
    name: 'a value that is below only in the morning is never told',
    when: below,
    steps: [[TODAY, 1_000], [TODAY, 8_000], '2026-11-30T12:00:00Z'],
    fires: [],
  },
  {
    name: 'a value that a late sync corrects to below is told at once, and once',
    when: below,
    steps: [
      [TODAY, 6_000],
      '2026-11-30T13:00:00Z',
      [TODAY, 4_900],
      [TODAY, 4_800],
      [TODAY, 6_000],
      [TODAY, 4_000],
    ],
    fires: ['2026-11-29: 4,900'],
  },
  {
    name: 'days that were over when a rule for values below was made never fire',
    when: below,
    before: [['2026-11-28', 2_000]],
    steps: [['2026-11-28', 2_100], '2026-11-29T13:00:00Z'],
    fires: [],
  },
]

test.each(CASES)('$name', async ({ when = above, before = [], steps, fires }) => {
  server = await startRules(receiver.address)
  const { ada, value, settle, clock } = server
  for (const [date, number] of before) await value(date, number)
  await ada.addRule(when, await ada.addChannel())
  for (const step of steps) {
    if (typeof step === 'string') clock.now = Date.parse(step)
    else await value(step[0], step[1])
    await settle()
  }
  expect((await ada.log()).map((line) => /· (.*?) steps/.exec(line)?.[1])).toEqual(fires)
  expect(receiver.received.map(({ body }) => String(body['text']))).toEqual(
    fires.map((each) => `${each} steps.`),
  )
})

test('years of history are imported without a message, and a re-sync of the same values changes nothing', async () => {
  server = await startRules(receiver.address)
  const { ada, value, settle } = server
  await ada.addRule(above, await ada.addChannel())
  const days = Array.from({ length: 400 }, (_, n) =>
    new Date(Date.UTC(2026, 10, 29 - n)).toISOString().slice(0, 10),
  )
  for (const day of days) await value(day, 20_000)
  await settle()
  for (const day of days) await value(day, 20_000)
  await settle()
  expect((await ada.log()).map((line) => line.split(' · ')[1])).toHaveLength(3)
  expect(receiver.received).toHaveLength(3)
})

test.each([
  ['Pacific/Auckland', '2026-11-29T12:00:00Z', '2026-11-30', '2026-11-27'],
  ['America/Los_Angeles', '2026-11-30T07:00:00Z', '2026-11-29', '2026-11-26'],
])('in %s the days are those of the person', async (timeZone, start, today, tooOld) => {
  server = await startRules(receiver.address, { timeZone, start })
  const { ada, value, settle } = server
  await ada.addRule(above, await ada.addChannel())
  await value(tooOld, 11_000)
  await value(today, 11_000)
  await settle()
  expect((await ada.log()).map((line) => /· (.*?):/.exec(line)?.[1])).toEqual([today])
})

test('a rule that is enabled again does not tell what happened meanwhile', async () => {
  server = await startRules(receiver.address)
  const { ada, value, settle } = server
  const id = await ada.addRule(above, await ada.addChannel())
  await ada.send('PATCH', `/api/rules/${id}`, { enabled: false })
  await value(TODAY, 11_000)
  await settle()
  await ada.send('PATCH', `/api/rules/${id}`, { enabled: true })
  await value(TODAY, 12_000)
  await settle()
  expect(await ada.log()).toEqual([])
  await ada.send('PATCH', `/api/rules/${id}`, { when: { ...above, threshold: 15_000 } })
  await value(TODAY, 16_000)
  await settle()
  // At most once for each rule and day, whatever the threshold was.
  expect(await ada.log()).toEqual([])
  await value('2026-11-28', 16_000)
  await settle()
  expect(await ada.log()).toHaveLength(1)
})

test('a rule that is changed to another metric fires for a day that it has fired for with the one before', async () => {
  server = await startRules(receiver.address)
  const { ada, value, settle } = server
  const metric = 'fitbit.floors'
  await value('2020-01-01', 1, { metric })
  const id = await ada.addRule(above, await ada.addChannel())
  await value(TODAY, 10_500)
  await settle()
  await ada.send('PATCH', `/api/rules/${id}`, { when: { ...above, metric, threshold: 20 } })
  await value(TODAY, 25, { metric })
  await settle()
  await value(TODAY, 30, { metric })
  await settle()
  expect(receiver.received.map(({ body }) => body['text'])).toEqual([
    '2026-11-29: 10,500 steps.',
    '2026-11-29: 25 steps.',
  ])
})

test('a rule that gets another channel goes on: a day that waits for its noon is told', async () => {
  server = await startRules(receiver.address)
  const { ada, value, settle, clock } = server
  const id = await ada.addRule(below, await ada.addChannel())
  await value(TODAY, 1_000)
  await settle()
  clock.now = Date.parse('2026-11-30T08:00:00Z')
  await ada.send('PATCH', `/api/rules/${id}`, { when: below, channelId: await ada.addChannel() })
  clock.now = Date.parse('2026-11-30T12:00:00Z')
  await settle()
  expect(receiver.received.map(({ body }) => body['text'])).toEqual(['2026-11-29: 1,000 steps.'])
})

test('a rule whose days cannot be evaluated does not hold up the days of others', async () => {
  server = await startRules(receiver.address)
  const { ada, value, settle, clock, db } = server
  await ada.addRule(below, await ada.addChannel())
  await sql`update rule_subjects set subject = 'no date', due_at = due_at - interval '1 hour' where state = 'due'`.execute(
    db,
  )
  await ada.addRule(below, await ada.addChannel())
  await value(TODAY, 1_000)
  await settle()
  clock.now = Date.parse('2026-11-30T12:00:00Z')
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 10_000 })
})
