import type { FastifyBaseLogger } from 'fastify'
import type { BootOrder } from './boot-order.ts'
import type { KernelState } from './boot-report.ts'
import { KernelError } from './kernel-error.ts'
import type { Plugin } from './plugin.ts'
import { isUp, newPluginRecord, type PluginRecord } from './plugin-record.ts'

/** Every plugin of the server and its state. The only place that quarantines a plugin. */
export class PluginRegistry {
  state: KernelState = 'created'
  /** The kernel has a record as well: it owns routes, services and a part of the document. */
  readonly self: PluginRecord
  /** In boot order. */
  records: readonly PluginRecord[]
  readonly #logger: FastifyBaseLogger

  constructor(given: {
    plugins: readonly Plugin[]
    added: readonly Plugin[]
    disabled: readonly string[]
    version: string
    logger: FastifyBaseLogger
  }) {
    this.#logger = given.logger
    this.self = newPluginRecord({ name: 'kernel', version: given.version, essential: true })
    const recordOf = (plugin: Plugin, isAdded: boolean) =>
      newPluginRecord(plugin, {
        isAdded,
        state: given.disabled.includes(plugin.name) ? 'disabled' : 'booting',
      })
    this.records = [
      ...given.plugins.map((plugin) => recordOf(plugin, false)),
      ...given.added.map((plugin) => recordOf(plugin, true)),
    ]
    this.#number()
  }

  /** Applies the boot order that the services require. Plugins without a valid order are quarantined. */
  reorder({ records, moved, refused }: BootOrder): void {
    this.records = records
    this.#number()
    for (const { record, after, service } of moved) {
      this.#logger.info(
        { plugin: record.name, after: after.name, service },
        `plugin "${record.name}" boots after "${after.name}", whose service "${service}" it uses`,
      )
    }
    for (const { record, reason } of refused) this.quarantine(record, reason)
    this.quarantineDependents()
  }

  #number(): void {
    for (const [index, record] of this.records.entries()) record.position = index + 1
  }

  /** Puts a record last, in the place of the one that it replaces or that replaces it. */
  place(record: PluginRecord): void {
    const others = this.records.filter(({ name }) => name !== record.name)
    for (const other of this.records) if (other.name === record.name) other.standing = 'retired'
    record.standing = 'current'
    this.records = [...others, record]
    this.#number()
  }

  /** Takes a record out. */
  take(record: PluginRecord): void {
    record.standing = 'retired'
    this.records = this.records.filter((other) => other !== record)
    this.#number()
  }

  /** Notes what went wrong in a plugin that goes on. */
  note(record: PluginRecord, problem: string): void {
    record.problem = problem
    this.#logger.error({ plugin: record.name }, `plugin "${record.name}": ${problem}`)
  }

  /** The kernel's own record, then the plugins'. */
  get all(): readonly PluginRecord[] {
    return [this.self, ...this.records]
  }

  find(name: string | undefined): PluginRecord | undefined {
    return this.records.find((record) => record.name === name)
  }

  /** The plugin that owns the mount of a path, whether or not the route exists. */
  at(address: string): PluginRecord | undefined {
    const [, api, first, second] = (address.split('?')[0] ?? '').split('/')
    if (api !== 'api') return undefined
    return this.find(first === 'admin' || first === 'public' ? second : first)
  }

  /** Quarantines a plugin with a reason for the operator. The first reason is kept. */
  quarantine(record: PluginRecord, reason: Error): void {
    if (record.state === 'quarantined') return
    record.state = 'quarantined'
    record.reason = reason
    this.#logger.error(
      { plugin: record.name, phase: record.phase, err: reason },
      `plugin "${record.name}" is quarantined: ${reason.message}`,
    )
    // After the boot no later phase would quarantine the dependents.
    if (this.state === 'ready') this.quarantineDependents()
  }

  /** Quarantines a plugin that another plugin refused; during boot, an essential one stops the boot. */
  refuse(record: PluginRecord, reason: Error): void {
    this.quarantine(record, reason)
    this.refuseFailedEssential()
  }

  /** Quarantines a plugin if one of its dependencies is. Returns whether the plugin is quarantined. */
  quarantineIfDependencyFailed(record: PluginRecord): boolean {
    if (!isUp(record)) return true
    for (const [dependency, service] of record.dependencies) {
      if (isUp(dependency)) continue
      const why = dependency.reason?.message ?? 'unknown reason'
      record.quarantinedBy = dependency.quarantinedBy ?? dependency.name
      this.quarantine(
        record,
        new KernelError(
          'MISSING_DEPENDENCY',
          `plugin "${record.name}" uses service "${service}" of plugin "${dependency.name}", which is quarantined: ${why}`,
        ),
      )
      return true
    }
    return false
  }

  quarantineDependents(): void {
    for (const record of this.records) this.quarantineIfDependencyFailed(record)
  }

  /** Throws during boot when an essential plugin is quarantined. One that was added is not, whatever it says: the server runs without it. */
  refuseFailedEssential(): void {
    if (this.state !== 'booting') return
    const failed = this.records.find(
      ({ plugin, isAdded, state }) => plugin.essential === true && !isAdded && state === 'quarantined',
    )
    if (failed === undefined) return
    throw new KernelError(
      'ESSENTIAL_FAILED',
      `essential plugin "${failed.name}" failed in ${failed.phase}: ${failed.reason?.message ?? 'unknown reason'}`,
      { cause: failed.reason },
    )
  }
}
