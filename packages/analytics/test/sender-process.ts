// A process that sends to analytics services: the database's options in DATABASE_OPTIONS, the id of the instance in SINK. It reports that it is
// ready, and when it has written the second page, whose answer never comes.

import type { DatabaseOptions } from '@tributary/database'
import { makeKernel } from './analytics-server.ts'
import { MemorySinks } from './memory-sinks.ts'

const options = JSON.parse(process.env['DATABASE_OPTIONS'] ?? '{}') as DatabaseOptions
const sinks = new MemorySinks()
const sink = sinks.add('home', process.env['SINK'] ?? '')
sink.beforeAnswer = async () => {
  if (sink.writes.length < 2) return
  process.send?.('written')
  await new Promise(() => setInterval(() => {}, 1000))
}
await makeKernel(options, sinks, {}).boot()
process.send?.('ready')
