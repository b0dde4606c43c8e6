// Sends requests at a constant rate, in a separate process: `load-constantly.ts <url> <api key> <requests per second>`. Sends
// `true` when it begins, and its latencies when it is sent anything.

import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { KeepAliveClient } from './keep-alive-client.ts'
import { latenciesOf } from './latencies.ts'

/** The maximum of concurrent requests; further ones that are due wait here, and their time runs. */
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
// Unanswered requests count with their current delay, a lower bound.
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
