import type { IntegrationError, Stream } from '@tributary/integration-kit'
import type { Fault } from '@tributary/provider-simulator'
import { spread } from './check-resume.ts'
import { requireSame } from './compare-records.ts'
import { cursorAfter, type StreamBench, storedOf } from './stream-bench.ts'

/** Transient failures of the provider, and the error that makes the server retry later. */
export interface PassingFault {
  readonly name: string
  readonly fault: Fault
  readonly code: IntegrationError['code']
  readonly retryAfterSeconds?: number
}

export const PASSING_FAULTS: readonly PassingFault[] = [
  {
    name: '429 with a time',
    fault: { kind: 'status', status: 429, retryAfter: 40 },
    code: 'rate_limit',
    retryAfterSeconds: 40,
  },
  { name: '429 without a time', fault: { kind: 'status', status: 429 }, code: 'rate_limit' },
  { name: '503', fault: { kind: 'status', status: 503 }, code: 'upstream' },
  { name: 'an answer that is cut off', fault: { kind: 'cut' }, code: 'upstream' },
]

/** Of a run, the first, the last and one between. */
const MOST_PLACES = 3

/**
 * Throws if a fault of one request loses data although the stream is read again, or is classified as an error that ends the job or
 * pauses the connection. A stream may retry by itself and continue.
 */
export async function checkFault(bench: StreamBench, stream: Stream, passing: PassingFault): Promise<void> {
  const { controls } = bench.simulator
  const window = bench.window(stream)
  controls.clearLog()
  const whole = storedOf(stream, await bench.readAll(stream, { window }))
  for (const place of spread(controls.requests().length, MOST_PLACES)) {
    controls.inject({ ...passing.fault, after: place })
    const { pages, error } = await bench.read(stream, { window })
    controls.clearFaults()
    if (error !== undefined) requireExpected(error, passing)
    const rest =
      error === undefined ? [] : await bench.readAll(stream, { window, cursor: cursorAfter(pages) })
    requireSame(storedOf(stream, pages, rest), whole, `${passing.name} at request ${place + 1}`)
  }
}

function requireExpected(
  { code, message, retryAfterSeconds }: IntegrationError,
  { name, code: expected, retryAfterSeconds: wait }: PassingFault,
): void {
  if (code !== expected)
    throw new Error(
      `${name} becomes an error of the code "${code}" (${message}), and is "${expected}": correct \`classify\``,
    )
  if (wait !== undefined && retryAfterSeconds !== wait)
    throw new Error(
      `${name} asks to wait for ${wait} s, and the error says ${retryAfterSeconds ?? 'nothing of it'}`,
    )
}
