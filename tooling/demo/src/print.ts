import type { ImportJob } from '@tributary/integration-host'
import { DEMO_EMAIL, DEMO_PASSWORD, type DemoPerson } from './demo-person.ts'
import type { Providers } from './start-providers.ts'

const print = (text = '') => void process.stdout.write(`${text}\n`)

export function printWelcome(demo: {
  readonly url: string
  readonly key: string
  readonly providers: Providers
  /** Whether it ends by itself, with no time to try anything. */
  readonly once: boolean
}): void {
  const { url, key, providers, once } = demo
  print(`
  Server     ${url}/docs
  Sign in    ${DEMO_EMAIL} / ${DEMO_PASSWORD}   (an administrator)
  API key    ${key}
  Google     ${providers.google.url}/_control   (simulated)
  Spotify    ${providers.spotify.url}/_control   (simulated)
`)
  if (once) return
  print(`Try, while it runs:
  curl -H 'authorization: Bearer ${key}' ${url}/api/fitbit
  curl -H 'authorization: Bearer ${key}' '${url}/api/metrics/values?metric=fitbit.steps&from=${daysAgo(6)}&to=${daysAgo(0)}'
  curl -H 'authorization: Bearer ${key}' '${url}/api/library/items?integration=spotify&limit=5'
  curl -X POST ${providers.spotify.url}/_control/listen -H 'content-type: application/json' -d '{"plays":10}'
  curl -X POST ${providers.google.url}/_control/faults -H 'content-type: application/json' -d '{"kind":"status","status":429,"retryAfter":30}'
`)
}

export async function printSummary(
  person: DemoPerson,
  { jobs, seconds }: { readonly jobs: readonly ImportJob[]; readonly seconds: string },
): Promise<void> {
  print(`Everything is in after ${seconds} s:`)
  for (const { integration, kind, status, inserted, unchanged, error } of jobs.toReversed())
    print(
      `  ${integration.padEnd(8)} ${kind.padEnd(8)} ${status.padEnd(9)} ${inserted} new, ${unchanged} known${error === null ? '' : `: ${error.message}`}`,
    )
  const from = daysAgo(364)
  const { series } = await person.get<{ series: { metric: string; points: { value: unknown }[] }[] }>(
    `/api/metrics/values?metric=fitbit.steps&metric=fitbit.sleepLength&metric=fitbit.restingHeartRate&from=${from}&to=${daysAgo(0)}`,
  )
  for (const { metric, points } of series) print(`  ${metric}: ${points.length} days with a value`)
  const { integrations } = await person.get<{ integrations: { integration: string; count: number }[] }>(
    '/api/library/summary',
  )
  for (const { integration, count } of integrations) print(`  ${integration}: ${count} plays`)
}

/** `YYYY-MM-DD`, the current date in UTC. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
}
