import { fork } from 'node:child_process'
import { nextMessage } from '@tributary/database/testing'
import { endWithThisProcess } from '@tributary/processes'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type AnalyticsServer, startAnalytics } from './analytics-server.ts'
import { MemorySinks, type Sink } from './memory-sinks.ts'

let sinks: MemorySinks
let sink: Sink
let server: AnalyticsServer

beforeEach(async () => {
  sinks = new MemorySinks()
  sink = sinks.add('home')
  // Only serves the API: the processes of each test send.
  server = await startAnalytics(sinks, { worker: false })
})
afterEach(() => server.stop())

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })

test('a process killed between writing and recording: another one goes on from what was recorded, and nothing is missing', async () => {
  const child = fork(new URL('./sender-process.ts', import.meta.url), {
    env: { ...process.env, DATABASE_OPTIONS: JSON.stringify(server.options), SINK: sink.id },
    execArgv: ['-C', '@tributary/source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  endWithThisProcess(child)
  await nextMessage(child)
  await server.addValues(server.ada, { days: 3_500 })
  await server.ada.choose(sink.id, { enabled: true })
  await nextMessage(child)
  const died = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await died
  expect(await server.ada.show(sink.id)).toMatchObject({ sentCount: 1_000 })
  await server.another({ worker: true })
  await new Promise((resolve) => setTimeout(resolve, 200))
  // Its lease protects it until it ends.
  expect(sink.writes).toEqual([])
  await sql`update analytics_subscriptions set leased_until = now()`.execute(server.db)
  await sql`update analytics_watch set until = now()`.execute(server.db)
  await until(() => expect(sink.points.size).toBe(2_500))
  await until(async () => expect(await server.ada.show(sink.id)).toMatchObject({ sentCount: 3_500 }))
  await server.addValues(server.ada, { days: 1, value: 9 })
  await until(() => expect([...sink.points.values()].some(({ value }) => value === 9)).toBe(true))
})

test('two processes send each page once', async () => {
  await server.another({ worker: true })
  await server.another({ worker: true })
  const other = sinks.add('work')
  for (const person of [server.ada, server.bob]) {
    await server.addValues(person, { days: 1_500 })
    for (const { id } of [sink, other]) await person.choose(id, { enabled: true })
  }
  for (const each of [sink, other]) {
    await until(() => expect(each.points.size).toBe(3_000))
    expect(each.writes.reduce((total, count) => total + count, 0)).toBe(3_000)
  }
})

test('one process takes over the watch when the other stops', async () => {
  const first = await server.another({ worker: true })
  await server.another({ worker: true })
  await server.ada.choose(sink.id, { enabled: true })
  await server.addValues(server.ada, { days: 1 })
  await until(() => expect(sink.points.size).toBe(1))
  await first.stop()
  await server.addValues(server.ada, { days: 2 })
  await until(() => expect(sink.points.size).toBe(2))
})
