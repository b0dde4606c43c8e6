import { isIntegrationError } from '@tributary/integration-kit'
import type { Closable, ProviderKind } from '@tributary/integration-kit/host'
import { handleWhen, retry } from 'cockatiel'
import { isNotSent } from './is-not-sent.ts'
import { ONCE, REPEATABLE } from './repeatable-methods.ts'

export interface RetryOptions {
  readonly kind: ProviderKind
  /** Aborts when the time of the use is over. */
  readonly signal: AbortSignal
  /** Rejects when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** In [0, 1). */
  readonly random: () => number
}

/** After the first attempt. A service that is down for longer is the business of the caller. */
const RETRIES = 2
const FIRST_MILLISECONDS = 250
/** A use waits no longer for a limit of the service: the caller is told how long it is. */
const LONGEST_WAIT_SECONDS = 5

/** The implementation, with calls that are tried again where that is safe. */
export function withRetries(implementation: Closable, options: RetryOptions): Closable {
  return new Proxy(implementation, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, target)
      if (typeof method !== 'function' || typeof name !== 'string') return Reflect.get(target, name, receiver)
      return (...args: unknown[]) => callWithRetries(() => Reflect.apply(method, target, args), name, options)
    },
  })
}

function callWithRetries(
  call: () => unknown,
  name: string,
  { kind, signal, sleep, random }: RetryOptions,
): unknown {
  const first = call()
  // A list is read as it comes.
  if (!(first instanceof Promise) || ONCE.has(`${name} of ${kind}`)) return first
  const isRepeatable = REPEATABLE[kind].includes(name)
  let wait = 0
  const policy = retry(
    handleWhen((error) => {
      const milliseconds = waitBefore(error, isRepeatable)
      wait = milliseconds ?? 0
      return milliseconds !== undefined && !signal.aborted
    }),
    { maxAttempts: RETRIES },
  )
  return policy.execute(async ({ attempt }) => {
    if (attempt === 0) return first
    await sleep(wait === 0 ? FIRST_MILLISECONDS * 2 ** (attempt - 1) * (1 + random()) : wait, signal)
    return call()
  }, signal)
}

/** How long to wait for the next attempt, 0 without a wish of the service; `undefined` if there must not be one. */
function waitBefore(error: unknown, isRepeatable: boolean): number | undefined {
  // It was refused, so that it had no effect.
  if (isIntegrationError(error, 'rate_limit')) {
    const { retryAfterSeconds } = error
    return retryAfterSeconds !== undefined && retryAfterSeconds <= LONGEST_WAIT_SECONDS
      ? Math.max(1, retryAfterSeconds * 1000)
      : undefined
  }
  if (!isIntegrationError(error, 'upstream')) return undefined
  return isRepeatable || isNotSent(error) ? 0 : undefined
}
