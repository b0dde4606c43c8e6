import type { Stream } from '@tributary/integration-kit'
import { requireSame } from './compare-records.ts'
import { type StreamBench, storedOf } from './stream-bench.ts'

/**
 * Throws if a stream keeps state of one account that affects reading the next one, or the same one connected again. Resolves to a
 * sentence if an account has nothing to read.
 */
export async function checkAccounts(bench: StreamBench, stream: Stream): Promise<string | undefined> {
  const { controls, name } = bench.simulator
  const window = bench.window(stream)
  const read = async (account: string | undefined) =>
    storedOf(stream, await bench.readAll(stream, { window, account }))
  const [first, second] = controls.accounts().map(({ id }) => id)
  const [ofFirst, ofSecond] = [await read(first), await read(second)]
  requireSame(await read(first), ofFirst, 'An account that is read from its beginning after another one')
  requireSame(await read(second), ofSecond, 'The other account, read from its beginning once more')
  const empty = ofFirst.size === 0 ? first : ofSecond.size === 0 ? second : undefined
  return empty === undefined
    ? undefined
    : `The account "${empty}" of the simulated ${name} has nothing in "${stream.id}" these days: give it something to read.`
}
