// One person causes load, in a separate process, so that the measuring process only waits for the server:
// `do-worst.ts <url> <api key> <file> <act>…`. Sends `true` when it begins, and the outcomes after it receives a message.

import { once } from 'node:events'
import { OutcomeCounter } from './outcomes.ts'
import { type ActName, WORST_ACTS } from './worst-acts.ts'

const [, , url = '', apiKey = '', file = '', ...names] = process.argv
const counter = new OutcomeCounter()
const stop = new AbortController()
process.once('disconnect', () => process.exit())
const toldToStop = once(process, 'message')

process.send?.(true)
const acting = (names as ActName[]).map((name) =>
  WORST_ACTS[name]({
    url,
    apiKey,
    file,
    signal: stop.signal,
    count: (outcome) => counter.count(name, outcome),
  }),
)
await toldToStop
stop.abort()
const ended = await Promise.allSettled(acting)
for (const [index, result] of ended.entries())
  if (result.status === 'rejected') counter.count(names[index] ?? '', String(result.reason))
process.send?.(counter.outcomes)
process.disconnect()
