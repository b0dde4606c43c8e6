import { type ChildProcess, fork } from 'node:child_process'
import { nextMessage } from '@tributary/database/testing'
import { endWithThisProcess } from '@tributary/processes'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Receiver, startReceiver } from './receiver.ts'
import { HOME, type RulesServer, STEPS, startRules } from './rules-server.ts'

let receiver: Receiver
let server: RulesServer

const WAIT = 120_000

beforeEach(async () => {
  receiver = await startReceiver()
  // Only serves the API: the processes of each test evaluate and send.
  server = await startRules(receiver.address, { worker: false })
})
afterEach(async () => {
  await server.stop()
  await receiver.stop()
})

const above = { on: 'metric', metric: STEPS, passes: 'above', threshold: 10_000 }
const TODAY = '2026-11-29'
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 20, timeout: 30_000 })

async function startProcess(): Promise<ChildProcess> {
  const child = fork(new URL('./rule-process.ts', import.meta.url), {
    env: {
      ...process.env,
      DATABASE_OPTIONS: JSON.stringify(server.options),
      ADDRESS: receiver.address,
      NOW: String(server.clock.now),
    },
    execArgv: ['-C', '@tributary/source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  endWithThisProcess(child)
  await nextMessage(child)
  return child
}

/** As if the leases of a process that died had ended. */
async function endLeases(): Promise<void> {
  await sql`update notification_channels set leased_until = now() where leased_until is not null`.execute(
    server.db,
  )
}

test.each([
  ['a message', undefined],
  ['a workflow', HOME],
])(
  '%s of a process that is killed while it sends is sent again with its id, and logged once',
  { timeout: WAIT },
  async (_, service) => {
    const { ada, value, settle } = server
    const channel = await ada.addChannel(service)
    await ada.addRule(above, channel)
    const child = await startProcess()
    const died = new Promise((resolve) => child.once('exit', resolve))
    receiver.next.push((response) => {
      child.kill('SIGKILL')
      response.destroy()
    })
    await value(TODAY, 10_500)
    await died
    await endLeases()
    await server.another({ worker: true })
    await until(() => expect(receiver.received).toHaveLength(2))
    await settle()
    const [first, again] = receiver.received
    expect(again?.body['id']).toBe(first?.body['id'])
    expect(receiver.received).toHaveLength(2)
    expect(await ada.log()).toEqual([expect.stringMatching(/10,500 steps\. · sent$/)])
  },
)

test('a process that is killed between evaluating and committing loses and repeats nothing', {
  timeout: WAIT,
}, async () => {
  const { ada, value, db, settle } = server
  await ada.addRule(above, await ada.addChannel())
  // What it has evaluated waits here, before the notification and the delivery are written.
  await sql`create function wait_in_test() returns trigger language plpgsql as 'begin perform pg_sleep(30); return new; end'`.execute(
    db,
  )
  await sql`create trigger wait_in_test before insert on rule_firings for each row execute function wait_in_test()`.execute(
    db,
  )
  const child = await startProcess()
  await value(TODAY, 10_500)
  await until(async () => {
    const { rows } = await sql`select from pg_stat_activity where wait_event = 'PgSleep'`.execute(db)
    expect(rows).toHaveLength(1)
  })
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'`.execute(db)
  await sql`drop trigger wait_in_test on rule_firings`.execute(db)
  expect(await ada.log()).toEqual([])
  await server.another({ worker: true })
  await until(() => expect(receiver.received).toHaveLength(1))
  await settle()
  expect(receiver.received).toHaveLength(1)
  expect(await ada.log()).toHaveLength(1)
})

test('three processes evaluate each change once', { timeout: WAIT }, async () => {
  const { ada, bob, value, settle } = server
  for (const person of [ada, bob]) {
    const channel = await person.addChannel()
    for (const threshold of [1_000, 2_000, 3_000]) await person.addRule({ ...above, threshold }, channel)
  }
  for (const _ of [1, 2, 3]) await server.another({ worker: true })
  for (const user of [ada.id, bob.id])
    for (const day of ['2026-11-27', '2026-11-28', TODAY])
      for (const steps of [900, 1_500, 2_500, 3_500]) await value(day, steps, { user })
  await settle()
  expect(await ada.log()).toHaveLength(9)
  expect(await bob.log()).toHaveLength(9)
  const ids = receiver.received.map(({ body }) => body['id'])
  expect(ids).toHaveLength(18)
  expect(new Set(ids).size).toBe(18)
})

test('what changes while no process runs is told by the next one', { timeout: WAIT }, async () => {
  const { ada, value, settle } = server
  await ada.addRule(above, await ada.addChannel())
  const first = await server.another({ worker: true })
  await first.stop()
  await value(TODAY, 10_500)
  await server.another({ worker: true })
  await settle()
  expect(receiver.received).toHaveLength(1)
})
