import type { Stream } from '@tributary/integration-kit'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { SyncRun } from './collect-synced-pages.ts'
import type { ProviderSimulator } from './simulator/index.ts'
import { StreamBench } from './streams/stream-bench.ts'
import {
  type CheckedStream,
  checkBackfill,
  checkDuplicates,
  checkFault,
  checkOtherWindow,
  checkResumes,
  checkToday,
  type FaultCase,
} from './streams/stream-checks.ts'

/** The streams of an integration, and where they are read from. */
export interface StreamsCase {
  readonly definition: IntegrationDefinition
  /** A provider of its own: a server that disconnects an account takes all of its tokens back. */
  readonly start: () => Promise<ProviderSimulator>
  /** What a person enters, for a key that `controls.grant` has given. Absent: the token is sent as `Bearer`. */
  readonly enter?: (key: string) => object
}

const FAULTS: readonly FaultCase[] = [
  {
    name: '429 with a time',
    fault: { kind: 'status', status: 429, retryAfter: 40 },
    code: 'rate_limit',
    wait: 40,
  },
  { name: '429 without a time', fault: { kind: 'status', status: 429 }, code: 'rate_limit' },
  { name: '503', fault: { kind: 'status', status: 503 }, code: 'upstream' },
  { name: 'an answer that is cut off', fault: { kind: 'cut' }, code: 'upstream' },
]

/** The part of the contract that is about each stream that reads from the provider, run without a server. */
export function testStreams({ definition, start, enter }: StreamsCase): void {
  const streams = definition.streams.filter((stream): stream is Stream => stream.sync !== undefined)
  describe.each(streams)('its stream $id', (stream) => {
    let simulator: ProviderSimulator
    beforeAll(async () => {
      simulator = await start()
    })
    afterAll(async () => simulator.stop())
    const bench = () => new StreamBench(definition, simulator, accessOf(simulator, enter))
    const checked = (): CheckedStream => ({ stream, simulator, bench })

    test('goes on after each of its pages as if it had never stopped', async () => checkResumes(checked()))

    test('brings all of another window after it was killed in one', async () => checkOtherWindow(checked()))

    test.each(FAULTS)('loses nothing by $name', async (fault) => checkFault(checked(), fault))

    test('takes what the provider delivers twice for one', async () => checkDuplicates(checked()))

    test('never counts today as read, and brings what comes later in the day', async () =>
      checkToday(checked()))

    test('has a back-fill that ends, and goes on where it was interrupted', async ({ skip }) => {
      if (!(await checkBackfill(checked()))) skip('the schedule of the integration has no back-fill')
    })
  })
}

function accessOf(
  { controls }: ProviderSimulator,
  enter: StreamsCase['enter'],
): Pick<SyncRun, 'accessToken' | 'credentials'> {
  const { accessToken } = controls.grant()
  const credentials = enter?.(accessToken) as Readonly<Record<string, unknown>> | undefined
  return { accessToken, ...(credentials && { credentials }) }
}
