import { once } from 'node:events'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from '../child.ts'
import { type Latencies, latenciesOf } from '../reads/latencies.ts'
import { askServer, type Caller } from '../server/follow-job.ts'
import { describeOutcomes, type Outcomes } from './outcomes.ts'
import { type Probed, probe } from './probe.ts'
import { WORST_ACTS } from './worst-acts.ts'

export interface Comparison {
  /** The person who causes the load. */
  readonly worst: Caller
  /** The person who is measured. */
  readonly other: Caller
  /** A long viewing history of the loading person. */
  readonly file: string
  /** Length of each measurement. */
  readonly seconds: number
  readonly print: (line: string) => void
}

/** The maximum multiple of the idle p99. */
const TARGET = 5
/** The loads that one signed-in person can cause within the server's limits. */
const FIVE = ['searches', 'summaries', 'ten-year queries', '600 imports', '500 streams']
/** How long a load has been running when measuring begins. */
const LEAD_MILLISECONDS = 500

/**
 * Measures the other person's requests during each load, and idle before and after it: the machine may have become slower or
 * faster meanwhile, so a load is compared with both together. Resolves to whether the target was met.
 */
export async function compareActs(comparison: Comparison): Promise<boolean> {
  const { other, seconds, print } = comparison
  await warmUp(comparison)
  const names = Object.keys(WORST_ACTS)
  const steps = [
    ...names.map((name) => ({ name, acts: [name] })),
    { name: 'five at once', acts: FIVE },
    { name: 'all at once', acts: names },
  ]
  let before = await probe(other, seconds)
  const ratios: number[] = []
  print(`${'idle'.padEnd(18)} ${figures(before)}`)
  for (const { name, acts } of steps) {
    const { busy, outcomes } = await measureDuring(comparison, acts)
    await untilIdle(comparison)
    const after = await probe(other, seconds)
    ratios.push(report(print, name, { busy, before, after }))
    print(`${''.padEnd(18)}   ${describeOutcomes(outcomes)}`)
    before = after
  }
  const highest = Math.max(...ratios)
  print(
    `highest ratio ${highest.toFixed(1)}, target at most ${TARGET}: ${highest <= TARGET ? 'met' : 'missed'}`,
  )
  return highest <= TARGET
}

/** Excludes the warm-up of V8 and PostgreSQL, and loading the library of sessions at the first sign-in. */
async function warmUp({ other, seconds }: Comparison): Promise<void> {
  const body = JSON.stringify({ email: 'first@example.org', password: 'a wrong password' })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${other.url}/api/accounts/sign-in/email`, { method: 'POST', headers, body })
  await probe(other, seconds)
}

async function measureDuring(
  { worst, other, file, seconds }: Comparison,
  acts: readonly string[],
): Promise<{ busy: Probed; outcomes: Outcomes }> {
  const args = [worst.url, worst.apiKey, file, ...acts]
  const { process: child } = await startChild(new URL('./do-worst.ts', import.meta.url), args)
  await sleep(LEAD_MILLISECONDS)
  const busy = await probe(other, seconds)
  const told = once(child, 'message')
  child.send('stop')
  const [outcomes] = (await told) as [Outcomes]
  return { busy, outcomes }
}

/** Queued imports continue after the load; the next measurement is without them. */
async function untilIdle({ worst }: Comparison): Promise<void> {
  for (const status of ['running', 'queued']) {
    const path = `/api/jobs?limit=1&status=${status}`
    while ((await askServer<{ items: unknown[] }>(worst, path)).items.length > 0) await sleep(500)
  }
  await sleep(1_000)
}

function report(
  print: (line: string) => void,
  name: string,
  { busy, before, after }: { busy: Probed; before: Probed; after: Probed },
): number {
  const both = latencies({
    milliseconds: [...before.milliseconds, ...after.milliseconds],
    failed: before.failed + after.failed,
  })
  const ratio = latencies(busy).p99 / both.p99
  const idle = `idle p99 ${[before, after].map((each) => latencies(each).p99.toFixed(0)).join(' and ')} ms`
  print(`${name.padEnd(18)} ${figures(busy)}; ${idle}; p99 ${ratio.toFixed(1)} × idle`)
  return ratio
}

function figures(probed: Probed): string {
  const { p50, p99, most } = latencies(probed)
  const failed = probed.failed > 0 ? `, ${probed.failed} FAILED` : ''
  const load = (loadavg()[0] ?? 0).toFixed(1)
  return `p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, most ${most.toFixed(0)} ms${failed} (load ${load})`
}

function latencies({ milliseconds }: Probed): Latencies {
  return latenciesOf(milliseconds, 1)
}
