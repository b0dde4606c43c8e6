import type { RateLimit } from '@tributary/integration-kit/host'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { expect, test } from 'vitest'
import { startTestServer, type TestServer, type TestUser } from '../src/index.ts'
import { expectJob } from '../src/test-account.ts'
import {
  counter,
  fetchNotes,
  goodNotes,
  noteRecord,
  notes,
  startCounter,
} from './streams/counter-provider.ts'

const LIMIT: RateLimit = { requests: 2, perSeconds: 3600, per: 'account' }

async function connected(server: TestServer, simulator: ProviderSimulator): Promise<TestUser> {
  const user = await server.createUser()
  const { accessToken } = simulator.controls.grant()
  expect(await user.post('/api/counter/connect', { apiKey: accessToken })).toMatchObject({ status: 201 })
  return user
}

test('a declared limit is counted on the simulator’s clock, so that waiting takes no time', async () => {
  await using simulator = await startCounter()
  simulator.controls.clock.freeze()
  const { clock, rateClock } = simulator.controls
  await using server = await startTestServer({
    integrations: [counter(goodNotes, { rateLimits: [LIMIT] })],
    endpoints: simulator.endpoints,
    rateClock,
  })
  const user = await connected(server, simulator)
  const [job] = await user.allJobsEnd()
  expect(job).toMatchObject({ status: 'succeeded', pages: 7 })
  // Eight requests, two an hour.
  expect(rateClock.now() - clock.now()).toBeGreaterThanOrEqual(3 * 3_600_000)
})

test('what a job waits for is reported at once, and can be ended', async () => {
  await using simulator = await startCounter()
  await using server = await startTestServer({
    integrations: [counter(goodNotes, { rateLimits: [LIMIT] })],
    endpoints: simulator.endpoints,
  })
  const user = await connected(server, simulator)
  await expect(user.allJobsEnd()).rejects.toThrow(
    /^the sync of "counter" \(job \S+\) waits until \S+ \(\d{4} s\): rate_limit: .*2 requests in 3600 s/,
  )
})

test('the reasons of rejections are shown if the counts of a job differ', async () => {
  const stream = notes(async function* (context) {
    const [one, ...rest] = (await fetchNotes(context, 0)).map(noteRecord)
    yield { records: one === undefined ? [] : [{ ...one, occurredOn: 'today' }, ...rest], cursor: null }
  })
  await using simulator = await startCounter()
  await using server = await startTestServer({
    integrations: [counter(stream)],
    endpoints: simulator.endpoints,
  })
  const user = await connected(server, simulator)
  const [job] = await user.allJobsEnd()
  if (job === undefined) throw new Error('there is no job')
  await expect(expectJob(user, job, { status: 'succeeded', rejected: 0 })).rejects.toThrow(
    /rejected: occurredOn .*"externalId":"ada-0"/,
  )
})
