// Asks a server at a constant rate, in a process of its own: `load-constantly.ts <url> <api key> <requests per second>`. Sends
// `true` when it begins, and its latencies when it is sent anything.

import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { KeepAliveClient } from './keep-alive-client.ts'
import { latenciesOf } from './latencies.ts'

/** So many requests are under way at most; those that are due meanwhile wait here, and their time runs. */
const CONNECTIONS = 64

const [, , url = '', apiKey = '', rate] = process.argv
const perMillisecond = Number(rate) / 1000
const headers = { authorization: `Bearer ${apiKey}` }
const clients = Array.from({ length: CONNECTIONS }, () => new KeepAliveClient(new URL(url), headers))
const milliseconds: number[] = []
let sent = 0
const stop = new AbortController()
void once(process, 'message').then(() => stop.abort())

process.once('disconnect', () => process.exit())
process.send?.(true)
const began = performance.now()
while (!stop.signal.aborted) {
  for (const client of clients) {
    const due = began + sent / perMillisecond
    if (due > performance.now()) break
    if (!client.isFree) continue
    sent += 1
    void client.ask().then(() => milliseconds.push(performance.now() - due))
  }
  await delay(1)
}
const ended = performance.now()
// What was due and has no answer is as late as it is now, and later still in truth.
const due = Math.floor((ended - began) * perMillisecond)
const late = Array.from({ length: Math.max(0, due - milliseconds.length) }, (_, index) =>
  Math.max(0, ended - began - (due - index) / perMillisecond),
)
for (const client of clients) client.close()
process.send?.({
  ...latenciesOf([...milliseconds, ...late], (ended - began) / 1000),
  rate: milliseconds.length / ((ended - began) / 1000),
})
process.disconnect()
