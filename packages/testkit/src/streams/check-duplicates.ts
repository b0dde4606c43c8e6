import type { Stream } from '@tributary/integration-kit'
import { requireSame } from './compare-records.ts'
import { type StreamBench, storedOf } from './stream-bench.ts'

/**
 * Throws if items that the provider delivers twice add or change something. Resolves to a sentence if the simulator delivers none
 * twice.
 */
export async function checkDuplicates(bench: StreamBench, stream: Stream): Promise<string | undefined> {
  const once = await repliesOf(bench, stream)
  const { controls, name } = bench.simulator
  controls.inject({ kind: 'duplicates', times: Number.MAX_SAFE_INTEGER })
  const twice = await repliesOf(bench, stream).finally(() => controls.clearFaults())
  requireSame(storedOf(stream, twice.pages), storedOf(stream, once.pages), 'With items that come twice')
  return twice.replies === once.replies
    ? `The simulated ${name} delivers nothing of "${stream.id}" twice: let its routes do so by \`dataFaults.has('duplicates')\`.`
    : undefined
}

async function repliesOf(bench: StreamBench, stream: Stream) {
  const { controls } = bench.simulator
  controls.clearLog()
  const pages = await bench.readAll(stream, { window: bench.window(stream) })
  return { pages, replies: JSON.stringify(controls.requests().map(({ reply }) => reply)) }
}
