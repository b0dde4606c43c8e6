// oxlint-disable vitest/expect-expect -- the checks hold the expectations
import type { Stream } from '@tributary/integration-kit'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { checkAccounts } from './streams/check-accounts.ts'
import { checkBackfill } from './streams/check-backfill.ts'
import { checkDuplicates } from './streams/check-duplicates.ts'
import { checkFault, PASSING_FAULTS } from './streams/check-faults.ts'
import { checkLaterWindow, checkResume } from './streams/check-resume.ts'
import { checkToday } from './streams/check-today.ts'
import { type Access, StreamBench } from './streams/stream-bench.ts'

/** The streams of an integration, and how to read accounts. */
export interface StreamsCase {
  readonly definition: IntegrationDefinition
  /** Starts a simulator only for the streams, whose faults cannot affect jobs of a server. */
  readonly start: () => Promise<ProviderSimulator>
  readonly access: (simulator: ProviderSimulator, account: string | undefined) => Access
}

/** The part of the contract for each stream that reads from the provider, run without a server. */
export function testStreams({ definition, start, access }: StreamsCase): void {
  const streams = definition.streams.filter((stream): stream is Stream => stream.sync !== undefined)
  let bench: StreamBench
  beforeAll(async () => {
    const simulator = await start()
    // Two runs are compared, so nothing may change between them.
    simulator.controls.clock.freeze()
    bench = new StreamBench(definition, simulator, (account) => access(simulator, account))
  })
  afterAll(async () => bench?.simulator.stop())

  describe.each(streams)('its stream $id', (stream) => {
    test('killed after each page and resumed ends with the same records', () => checkResume(bench, stream))
    test('killed and read again a day later loses and doubles nothing', () => checkLaterWindow(bench, stream))
    test.each(PASSING_FAULTS)('loses nothing by $name', (passing) => checkFault(bench, stream, passing))
    test('covers no day that is not over, and brings what comes later', async ({ skip }) =>
      skipWith(skip, await checkToday(bench, stream)))
    test('takes what the provider delivers twice for one', async ({ skip }) =>
      skipWith(skip, await checkDuplicates(bench, stream)))
    test('begins another account at its own beginning', async ({ skip }) =>
      skipWith(skip, await checkAccounts(bench, stream)))
    test('has a back-fill that ends', () => checkBackfill(bench, stream))
  })
}

/** Reports in the tests what a simulator cannot do. */
function skipWith(skip: (note: string) => never, sentence: string | undefined): void {
  if (sentence !== undefined) skip(sentence)
}
