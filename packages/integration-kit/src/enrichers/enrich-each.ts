import type { EnrichmentResult } from './enrichment-result.ts'
import type { Work } from './work.ts'

interface EachOptions {
  readonly signal: AbortSignal
  /** How many works are asked about at a time. Default: one after the other. */
  readonly parallel?: number
}

/**
 * For `enrich`: one result for each work, in their order. Results before the first work that fails are yielded, and its error is thrown.
 *
 * @example
 * async *enrich({ http, signal }, works) {
 *   yield* enrichEach(works, { signal, parallel: 6 }, (work) => askAbout(http, work))
 * }
 */
export async function* enrichEach(
  works: readonly Work[],
  { signal, parallel = 1 }: EachOptions,
  enrich: (work: Work) => Promise<EnrichmentResult>,
): AsyncGenerator<EnrichmentResult> {
  for (let at = 0; at < works.length; at += parallel) {
    signal.throwIfAborted()
    for (const result of await Promise.allSettled(works.slice(at, at + parallel).map(enrich))) {
      if (result.status === 'rejected') throw result.reason
      yield result.value
    }
  }
}
