import { expect, it } from 'vitest'
import { OutageLog } from '../src/outage-log.ts'

function watch() {
  const lines: unknown[] = []
  const clock = { now: 0 }
  const record = (level: string) => (data: object, message: string) => lines.push([level, message, data])
  const logger = { info: record('info'), warn: record('warn'), error: record('error') }
  return { lines, clock, outages: new OutageLog({ logger: () => logger, now: () => clock.now }) }
}

const cause = new Error('connect ECONNREFUSED')

it('an outage is two lines: its cause at the start, the number of refused queries at the end', () => {
  const { lines, clock, outages } = watch()
  outages.recordLost(cause)
  for (const now of [100, 200, 300]) {
    clock.now = now
    outages.recordRefused(new Error('later'))
  }
  clock.now = 5_000
  outages.recordConnection({ isNew: true })
  outages.recordConnection({ isNew: true })
  expect(lines).toEqual([
    ['error', 'database connection lost', { err: cause }],
    ['info', 'database reachable again', { seconds: 5, refused: 3, lost: 1 }],
  ])
})

it('an idle connection ends an outage only after a second without a failure', () => {
  const { lines, clock, outages } = watch()
  outages.recordRefused(cause)
  clock.now = 999
  outages.recordConnection({ isNew: false })
  expect(lines).toHaveLength(1)
  clock.now = 1_000
  outages.recordConnection({ isNew: false })
  expect(lines).toHaveLength(2)
})

it('a second outage is reported like the first', () => {
  const { lines, outages } = watch()
  for (const _ of [1, 2]) {
    outages.recordRefused(cause)
    outages.recordConnection({ isNew: true })
  }
  expect(lines).toHaveLength(4)
})
