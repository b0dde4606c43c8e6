import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyBaseLogger } from 'fastify'
import { KernelError } from './kernel-error.ts'
import type { Phase, PluginRecord } from './plugin-record.ts'
import type { PluginRegistry } from './plugin-registry.ts'
import { type TimeLimits, withTimeLimit } from './time-limit.ts'

/**
 * Calls into plugins, each under its time limit. Asynchronous work that a call leaves behind stays attributed to its
 * plugin.
 */
export class PluginCalls {
  readonly #registry: PluginRegistry
  readonly #limits: TimeLimits
  readonly #logger: FastifyBaseLogger
  /** The plugin whose code runs, for unhandled rejections. */
  readonly #running = new AsyncLocalStorage<PluginRecord>()
  /** What the last `refresh` of a plugin was noted for. */
  readonly #refreshFailures = new WeakMap<PluginRecord, string>()
  readonly #onUnhandled = (reason: unknown) => this.#unhandled(reason)

  constructor(given: { registry: PluginRegistry; limits: TimeLimits; logger: FastifyBaseLogger }) {
    this.#registry = given.registry
    this.#limits = given.limits
    this.#logger = given.logger
  }

  /** Runs one call into a plugin. A failure quarantines the plugin; resolves to whether the call succeeded. */
  async run(
    record: PluginRecord,
    phase: Phase & keyof TimeLimits,
    call: () => void | Promise<void>,
  ): Promise<boolean> {
    record.phase = phase
    const began = performance.now()
    try {
      const what = `${phase} of plugin "${record.name}"`
      // Mounting has limits of its own: a time-out here would leave Fastify inside the hung plugin.
      const limited =
        phase === 'configureRoutes'
          ? call
          : () => withTimeLimit(call, { milliseconds: this.#limitOf(record, phase), what })
      await this.#running.run(record, limited)
      return true
    } catch (error) {
      this.#registry.quarantine(record, error instanceof Error ? error : new Error(String(error)))
      return false
    } finally {
      record.milliseconds += performance.now() - began
    }
  }

  #limitOf({ plugin }: PluginRecord, phase: keyof TimeLimits): number {
    const own = phase === 'start' ? plugin.startLimit : undefined
    return own ?? this.#limits[phase]
  }

  /** Stops a plugin under its time limit. Failures are logged, so that the other plugins are stopped too. */
  async stop(record: PluginRecord): Promise<void> {
    record.startCalled = false
    await this.attempt(`stop of plugin "${record.name}"`, () =>
      this.#running.run(record, async () => record.plugin.stop?.()),
    )
  }

  /** Calls `refresh`. A failure is noted until a later call succeeds, and changes nothing else. */
  async refresh(record: PluginRecord, call: () => void | Promise<void>): Promise<void> {
    const limit = { milliseconds: this.#limitOf(record, 'start'), what: `refresh of plugin "${record.name}"` }
    try {
      await withTimeLimit(() => this.#running.run(record, call), limit)
      if (record.problem === this.#refreshFailures.get(record)) record.problem = undefined
      this.#refreshFailures.delete(record)
    } catch (error) {
      const problem = `refresh failed: ${error instanceof Error ? error.message : String(error)}`
      this.#refreshFailures.set(record, problem)
      this.#registry.note(record, problem)
    }
  }

  /** One step of stopping, under the limit for it. */
  async attempt(what: string, call: () => void | Promise<void>): Promise<void> {
    try {
      await withTimeLimit(call, { milliseconds: this.#limits.stop, what })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#logger.error({ err: error }, `${what} failed: ${why}`)
    }
  }

  /** Handles the unhandled rejections of the process until `leaveProcess`. */
  guardProcess(): void {
    process.on('unhandledRejection', this.#onUnhandled)
  }

  leaveProcess(): void {
    process.off('unhandledRejection', this.#onUnhandled)
  }

  #unhandled(reason: unknown): void {
    const record = this.#running.getStore()
    const error = reason instanceof Error ? reason : new Error(String(reason))
    if (record === undefined) {
      this.#logger.error({ err: error }, 'unhandled rejection')
      return
    }
    if (record.state !== 'booting' && this.#registry.state !== 'booting') {
      this.#registry.note(record, `it caused an unhandled rejection: ${error.message}`)
      return
    }
    this.#registry.quarantine(
      record,
      new KernelError(
        'UNHANDLED_REJECTION',
        `plugin "${record.name}" caused an unhandled rejection: ${error.message}`,
        { cause: error },
      ),
    )
  }
}
