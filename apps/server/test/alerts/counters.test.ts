import { afterAll, beforeAll, expect, test } from 'vitest'
import { ObservedServer } from './observed-server.ts'
import { parseExposition } from './parse-exposition.ts'

let server: ObservedServer
beforeAll(async () => {
  server = await ObservedServer.start({ worker: true })
})
afterAll(() => server[Symbol.asyncDispose]())

/** The samples of a metric that are not 0, by the value of a label. */
async function counted(name: string, integration: string, label: string): Promise<Record<string, number>> {
  const { metrics } = await server.observe()
  const samples = parseExposition(metrics).filter(
    (sample) => sample.name === name && sample.labels['integration'] === integration && sample.value !== 0,
  )
  return Object.fromEntries(samples.map(({ labels, value }) => [labels[label] ?? '', value]))
}

const runs = (integration: string) => counted('tributary_job_runs_total', integration, 'result')
const records = (integration: string) => counted('tributary_records_total', integration, 'change')
const answers = (integration: string) => counted('tributary_provider_responses_total', integration, 'status')
const refreshes = () => counted('tributary_token_refreshes_total', 'bay', 'result')
const connections = () => counted('tributary_connections', 'bay', 'state')

test('runs and the responses of their provider are counted, including missing ones', async () => {
  const person = await server.person()
  await server.sync(person, 'brook')
  expect(await runs('brook')).toEqual({ succeeded: 1 })
  expect(await answers('brook')).toEqual({ '2xx': 12 })
  server.brookStatus = () => 503
  await server.sync(person, 'brook')
  expect(await answers('brook')).toEqual({ '2xx': 12, '5xx': 12 })
  server.brookStatus = () => 0
  await person.post('/api/brook/sync')
  await expect.poll(() => answers('brook'), { timeout: 10_000 }).toEqual({ '2xx': 12, '5xx': 12, error: 6 })
})

test('records are counted by what they changed, connections by state, token refreshes by their result', async () => {
  const person = await server.person({ connected: true })
  await expect.poll(() => records('bay'), { timeout: 10_000 }).toMatchObject({ inserted: 2 })
  expect(await connections()).toEqual({ connected: 1 })
  const { inserted = 0, unchanged = 0 } = await records('bay')
  await server.sync(person, 'bay')
  expect(await records('bay')).toEqual({ inserted, unchanged: unchanged + 2 })
  expect(await refreshes()).toEqual({})

  server.bay.controls.expireAccessTokens()
  await server.sync(person, 'bay')
  expect(await refreshes()).toEqual({ refreshed: 1 })
  const before = await runs('bay')
  server.bay.controls.revokeConsent()
  await server.sync(person, 'bay')
  expect(await refreshes()).toEqual({ refreshed: 1, refused: 1 })
  expect(await runs('bay')).toEqual({ ...before, failed: 1 })
  expect(await connections()).toEqual({ needs_reauth: 1 })
})
