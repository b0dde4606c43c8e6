import { setTimeout as sleep } from 'node:timers/promises'
import { askServer, type Caller } from '../server/follow-job.ts'

/** The requests of a page, one after the other. */
const PROBES = [
  '/api/accounts/me',
  '/api/library/items?limit=50',
  '/api/library/items?text=season&limit=20',
  '/api/jobs?limit=20',
  '/api/metrics/catalogue',
]
const PROBES_A_SECOND = 25

/** The duration of each request of one measurement in milliseconds, and the number of refused ones. */
export interface Probed {
  readonly milliseconds: readonly number[]
  readonly failed: number
}

/** Sends requests at a steady rate, and measures from when each was due: a waiting one does not hide the next. */
export async function probe(caller: Caller, seconds: number): Promise<Probed> {
  const milliseconds: number[] = []
  const open: Promise<void>[] = []
  let failed = 0
  const begun = performance.now()
  for (let number = 0; number < seconds * PROBES_A_SECOND; number++) {
    const due = begun + (number * 1000) / PROBES_A_SECOND
    await sleep(Math.max(0, due - performance.now()))
    const asked = askServer(caller, PROBES[number % PROBES.length] ?? '')
    const counted = asked.catch(() => {
      failed += 1
    })
    open.push(counted.then(() => void milliseconds.push(performance.now() - due)))
  }
  await Promise.all(open)
  return { milliseconds, failed }
}
