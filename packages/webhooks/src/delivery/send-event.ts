import { readRetryAfter } from '@tributary/integration-kit/providers'
import { signMessage } from '@tributary/integration-kit/signatures'
import type { Parts } from '../parts.ts'
import { adviseOnStatus, describeFailure } from './describe-failure.ts'

/** What is sent, and to where. */
export interface OutgoingEvent {
  readonly url: string
  /** The header `webhook-id`. */
  readonly id: string
  readonly payload: string
  readonly secrets: readonly string[]
}

/** What came back. */
export interface Answer {
  /** Null: none. */
  readonly statusCode: number | null
  readonly durationMs: number
  /** In words; null after a success. */
  readonly error: string | null
  /** What to change; null after a success. */
  readonly advice: string | null
  /** The first KiB of its body. */
  readonly answer: string | null
  /** Seconds to wait, of 429 and 503. */
  readonly retryAfter: number | undefined
}

const KEPT_BYTES = 1024
const WAITING = new Set([429, 503])

type Sending = Pick<Parts, 'fetch' | 'now' | 'answerMilliseconds'>

/** Sends an event once. Resolves with what came back, also if nothing did; rejects only when `signal` aborts. */
export async function sendEvent(parts: Sending, event: OutgoingEvent, signal: AbortSignal): Promise<Answer> {
  const begun = performance.now()
  const limit = AbortSignal.timeout(parts.answerMilliseconds)
  const elapsed = () => Math.round(performance.now() - begun)
  try {
    const response = await parts.fetch(new URL(event.url), {
      method: 'POST',
      headers: headersOf(event, parts.now()),
      body: event.payload,
      signal: AbortSignal.any([limit, signal]),
    })
    const answer = await readStart(response)
    return { ...judge(response, parts.now()), durationMs: elapsed(), answer }
  } catch (error) {
    signal.throwIfAborted()
    const failure = describeFailure(error, parts.answerMilliseconds)
    return { statusCode: null, durationMs: elapsed(), answer: null, retryAfter: undefined, ...failure }
  }
}

function headersOf({ id, payload, secrets }: OutgoingEvent, now: number): Record<string, string> {
  const timestamp = Math.floor(now / 1000)
  return {
    'content-type': 'application/json',
    'user-agent': 'Tributary',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signMessage({ id, timestamp, payload }, secrets),
  }
}

function judge({ ok, status, headers }: Response, now: number) {
  if (ok) return { statusCode: status, error: null, advice: null, retryAfter: undefined }
  const retryAfter = WAITING.has(status) ? readRetryAfter(headers, now) : undefined
  return {
    statusCode: status,
    error: `The receiver answered ${status}.`,
    advice: adviseOnStatus(status),
    retryAfter,
  }
}

/** The status decides: a body that ends early does not matter. */
async function readStart({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= KEPT_BYTES) break
    }
  } catch {
    // What has arrived is kept.
  }
  return Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString()
}
