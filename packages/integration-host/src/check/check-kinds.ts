import { type IntegrationDefinition, STREAM_KINDS } from '@tributary/integration-kit/host'

/**
 * Refuses a stream of a kind that no plugin writes. A kind of the kit whose plugin is down for now is none of the author's mistakes.
 *
 * @throws TypeError that says what to change
 */
export function checkKinds({ name, streams }: IntegrationDefinition, written: readonly string[]): void {
  const known = [...new Set([...STREAM_KINDS, ...written])]
  for (const { id, kind } of streams)
    if (!known.includes(kind))
      throw new TypeError(
        `stream "${id}" of integration "${name}" is of the kind "${kind}", which no plugin writes: use ${known.join(', ')}`,
      )
}
