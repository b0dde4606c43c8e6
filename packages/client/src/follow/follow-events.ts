import type { EventSourceMessage } from 'eventsource-parser'
import { delayAfter, isTransient } from '../retrying.ts'
import { type Wait, wait as waitForReal } from '../wait.ts'
import { readEvents } from './read-events.ts'

export interface FollowOptions {
  /** Ends the iteration; that is no error. */
  readonly signal?: AbortSignal | undefined
  /** A connection without a byte for this time is replaced. Default 45,000, three heartbeats of the server. */
  readonly silenceMilliseconds?: number
  /** Called before each reconnection, with the failure, or undefined where the stream has ended regularly. */
  readonly onReconnect?: (reason: unknown) => void
  /** Default: a timer. */
  readonly wait?: Wait
}

/** Opens a stream after an event, or where it begins. Undefined: the server says that nothing will follow. */
export type OpenStream = (
  lastEventId: string | undefined,
  signal: AbortSignal,
) => Promise<ReadableStream<Uint8Array> | undefined>

const SILENCE_MILLISECONDS = 45_000
/** Until the server asks for another time. */
const RETRY_MILLISECONDS = 1000

/**
 * The events of a stream over as many connections as it takes: each resumes after the last id. A connection that ends is replaced after the
 * time that the server asks for (`retry`), one that fails after a growing one. A refusal that repeating does not change is thrown.
 */
export async function* followEvents(
  open: OpenStream,
  options: FollowOptions = {},
): AsyncGenerator<EventSourceMessage, void, undefined> {
  const { signal, onReconnect, wait = waitForReal } = options
  const state: Position = { lastEventId: undefined, retryMilliseconds: RETRY_MILLISECONDS, failures: 0 }
  while (!isAborted(signal)) {
    let reason: unknown
    try {
      if (!(yield* connection(open, state, options))) return
    } catch (error) {
      if (isAborted(signal)) return
      if (!isTransient(error)) throw error
      reason = error
      state.failures += 1
    }
    onReconnect?.(reason)
    const delay =
      state.failures === 0
        ? state.retryMilliseconds
        : delayAfter(reason, state.failures, state.retryMilliseconds)
    await wait(delay, signal)
  }
}

interface Position {
  lastEventId: string | undefined
  retryMilliseconds: number
  /** Connections without a byte in a row. */
  failures: number
}

/** The events of one connection. Returns whether others may follow. */
async function* connection(
  open: OpenStream,
  state: Position,
  { signal, silenceMilliseconds = SILENCE_MILLISECONDS }: FollowOptions,
): AsyncGenerator<EventSourceMessage, boolean, undefined> {
  const silence = new SilenceTimer(silenceMilliseconds)
  try {
    const either = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal])
    const body = await open(state.lastEventId, either)
    if (body === undefined) return false
    const events = readEvents(body, {
      onId: (id) => (state.lastEventId = id),
      onRetry: (milliseconds) => (state.retryMilliseconds = milliseconds),
      onActivity: () => (state.failures = 0),
      onRead: () => silence.restart(),
    })
    for await (const event of events) {
      // While the consumer works nothing is read: that is no silence of the server.
      silence.stop()
      yield event
    }
    return !isAborted(signal)
  } finally {
    silence.stop()
  }
}

/** Aborts when it is not restarted in time: a connection can be dead without an end. */
class SilenceTimer {
  readonly #milliseconds: number
  readonly #controller = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
    this.restart()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  restart(): void {
    clearTimeout(this.#timer)
    // A TypeError, as of every connection that fails.
    const failure = new TypeError(`the stream was silent for ${this.#milliseconds} ms`)
    this.#timer = setTimeout(() => this.#controller.abort(failure), this.#milliseconds)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}

/** It may abort during each wait. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}
