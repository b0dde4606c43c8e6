import { setTimeout as sleep } from 'node:timers/promises'
import { askServer, type Caller } from '../server/follow-job.ts'

/** What a page asks for, one after the other. */
const PROBES = [
  '/api/accounts/me',
  '/api/library/items?limit=50',
  '/api/library/items?text=season&limit=20',
  '/api/jobs?limit=20',
  '/api/metrics/catalogue',
]
const PROBES_A_SECOND = 25

/** How long each request of one measurement took, in milliseconds, and how many were refused. */
export interface Probed {
  readonly milliseconds: readonly number[]
  readonly failed: number
}

/** Asks at a steady rate, and counts from when each request was due: one that waits does not hide the next. */
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
