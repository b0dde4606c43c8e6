import type { Contribution, ContributionPoint, UnavailableContribution } from './contribution-point.ts'
import { KernelError } from './kernel-error.ts'
import { isUp, type PluginRecord } from './plugin-record.ts'

/** The contributions of all plugins, by point, in boot order. */
export class Contributions {
  readonly #values = new Map<string, { owner: PluginRecord; value: unknown }[]>()
  readonly #refuse: (owner: PluginRecord, reason: Error) => void
  #closed = false

  /** `refuse` is called with the plugin whose contribution a consumer rejected. */
  constructor(refuse: (owner: PluginRecord, reason: Error) => void) {
    this.#refuse = refuse
  }

  add<T>(owner: PluginRecord, point: ContributionPoint<T>, value: T): void {
    if (this.#closed && !owner.registering) {
      throw new KernelError(
        'WRONG_PHASE',
        `plugin "${owner.name}" contributes to "${point.name}" after boot phase 1: contribute in registerServices`,
      )
    }
    const list = this.#values.get(point.name) ?? []
    list.push({ owner, value })
    this.#values.set(point.name, list)
    owner.contributes.add(point.name)
  }

  close(): void {
    this.#closed = true
  }

  /** Takes out what a plugin contributed. */
  remove(owner: PluginRecord): void {
    for (const [point, list] of this.#values) {
      const rest = list.filter((each) => each.owner !== owner)
      if (rest.length === 0) this.#values.delete(point)
      else this.#values.set(point, rest)
    }
  }

  get<T>(asking: PluginRecord, point: ContributionPoint<T>): readonly Contribution<T>[] {
    return this.#list(asking, point)
      .filter(({ owner }) => isUsable(owner, asking))
      .map(({ owner, value }) => ({
        plugin: owner.name,
        added: owner.isAdded,
        // `add` took a T for this very point.
        value: value as T,
        refuse: (reason: Error) => this.#refuse(owner, reason),
      }))
  }

  /** Values of plugins that were quarantined after they had contributed, or are being retried. */
  unavailable<T>(asking: PluginRecord, point: ContributionPoint<T>): readonly UnavailableContribution<T>[] {
    return this.#list(asking, point)
      .filter(({ owner }) => !isUsable(owner, asking))
      .map(({ owner, value }) => ({
        plugin: owner.name,
        value: value as T,
        reason: owner.reason?.message ?? 'a retry is in progress',
      }))
  }

  #list(
    asking: PluginRecord,
    point: ContributionPoint<unknown>,
  ): readonly { owner: PluginRecord; value: unknown }[] {
    if (!this.#closed) {
      throw new KernelError(
        'WRONG_PHASE',
        `plugin "${asking.name}" reads the contributions to "${point.name}" in boot phase 1, when they are not complete: read them later`,
      )
    }
    const list = (this.#values.get(point.name) ?? []).filter(
      ({ owner }) => owner.standing === 'current' || owner === asking,
    )
    return list.toSorted((one, other) => one.owner.position - other.owner.position)
  }
}

/** A retry may succeed or fail, so only the plugin itself may use its contributions during one. */
function isUsable(owner: PluginRecord, asking: PluginRecord): boolean {
  return isUp(owner) && (!owner.restarting || owner === asking)
}
