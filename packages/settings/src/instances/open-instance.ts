import { setTimeout } from 'node:timers/promises'
import { isProblemError, ProblemError } from '@tributary/core'
import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import type { Closable } from '@tributary/integration-kit/providers'
import { isTimeIsOver, openAccess, withinTime } from '@tributary/provider-client'
import { redactSecrets } from '../connection-test/redact-secrets.ts'
import { settingsErrors } from '../settings-errors.ts'
import { type InstanceParts, USE_MILLISECONDS } from './instance-parts.ts'
import type { InstanceRow } from './instance-tables.ts'
import { readConfiguration } from './instance-values.ts'
import type { OfferedKind } from './offered-kinds.ts'
import { type RetryOptions, withRetries } from './resilience/with-retries.ts'

const CLOSE_MILLISECONDS = 5_000

/** One opened instance, at one revision of its configuration and of one generation of its plugin. */
export class OpenInstance {
  readonly offered: OfferedKind
  readonly revision: number
  readonly #parts: InstanceParts
  readonly #row: InstanceRow
  readonly #closing = new AbortController()
  readonly #opening: Promise<Closable>
  #secrets: readonly string[] = []
  #calls = 0
  #isRetired = false
  #isClosing = false
  readonly #ended = Promise.withResolvers<void>()

  constructor(parts: InstanceParts, row: InstanceRow, offered: OfferedKind) {
    this.#parts = parts
    this.#row = row
    this.offered = offered
    this.revision = row.revision
    this.#opening = this.#open()
    // Each use awaits it; a failure while none does must not count as unhandled.
    this.#opening.catch(() => {})
  }

  /** Whether opening has failed, so that the next use has to try again. */
  hasFailed = false

  /** Resolves when the instance is closed, after `retire`. */
  get closed(): Promise<void> {
    return this.#ended.promise
  }

  /** Runs work with the implementation, opening and working for a limited time each. */
  async use<R>(milliseconds: number, work: (implementation: Closable) => R | Promise<R>): Promise<R> {
    this.#calls += 1
    const { signal } = this.#closing
    try {
      const implementation = await withinTime({ milliseconds, signal }, () => this.#opening)
      return await withinTime({ milliseconds, signal }, (limited) =>
        work(withRetries(implementation, this.#retryOptions(limited))),
      )
    } catch (error) {
      throw redactedError(error, this.#secrets)
    } finally {
      this.#calls -= 1
      this.#closeIfUnused()
    }
  }

  #retryOptions(signal: AbortSignal): RetryOptions {
    const { sleep = sleepFor, random = Math.random } = this.#parts
    return { kind: this.offered.kind, signal, sleep, random }
  }

  /** No further use begins; closed when the last call has ended. */
  retire(): void {
    this.#isRetired = true
    this.#closeIfUnused()
  }

  /** Ends the calls that are under way. */
  abort(reason: Error): void {
    this.retire()
    this.#closing.abort(reason)
    this.#calls = 0
    this.#closeIfUnused()
  }

  /** Its time begins before that of the use that waits for it, so that it has failed when the next one comes. */
  async #open(): Promise<Closable> {
    const { useMilliseconds: milliseconds = USE_MILLISECONDS } = this.#parts
    try {
      return await withinTime({ milliseconds, signal: this.#closing.signal }, () => this.#openNow())
    } catch (error) {
      this.hasFailed = true
      throw this.#openingError(error)
    }
  }

  async #openNow(): Promise<Closable> {
    const { logger, egress } = this.#parts
    const { provider } = this.offered
    const { config, secrets } = await readConfiguration(this.#parts, this.#row, this.offered)
    this.#secrets = secrets
    const access = openAccess({ api: provider.api, config, egress, signal: this.#closing.signal, logger })
    return provider.open(access)
  }

  /** What the platform says of itself is passed on; what the plugin throws is wrapped. */
  #openingError(error: unknown): unknown {
    if (isProblemError(error) || isTimeIsOver(error)) return error
    const message = error instanceof Error ? error.message : String(error)
    return new ProblemError(settingsErrors.INSTANCES_CANNOT_OPEN, {
      detail: redactSecrets(
        `The instance ${JSON.stringify(this.#row.name)} of the plugin ${this.#row.plugin} cannot be opened: ${message}`,
        this.#secrets,
      ),
    })
  }

  #closeIfUnused(): void {
    if (!this.#isRetired || this.#calls > 0 || this.#isClosing) return
    this.#isClosing = true
    void this.#close().then(() => this.#ended.resolve())
  }

  async #close(): Promise<void> {
    try {
      const implementation = await this.#opening.catch(() => undefined)
      await withinTime({ milliseconds: CLOSE_MILLISECONDS }, () => implementation?.close?.())
    } catch (error) {
      const reason = redactSecrets(String(error), this.#secrets)
      this.#parts.logger.warn({ instance: this.#row.id, reason }, 'an instance could not be closed')
    } finally {
      this.#closing.abort(new Error('the instance is closed'))
    }
  }
}

async function sleepFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal })
}

/** An error of a service, which may repeat what it was sent. */
function redactedError(error: unknown, secrets: readonly string[]): unknown {
  if (!isIntegrationError(error)) return error
  const { code, message, retryAfterSeconds, missingScopes } = error
  return new IntegrationError(code, redactSecrets(message, secrets), {
    missingScopes,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}
