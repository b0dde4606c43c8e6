import type { Contribution, ContributionPoint } from './contribution-point.ts'
import { KernelError } from './kernel-error.ts'
import { isUp, type PluginRecord } from './plugin-record.ts'

/** What plugins contributed, by point, in boot order. */
export class Contributions {
  readonly #values = new Map<string, { owner: PluginRecord; value: unknown }[]>()
  readonly #refuse: (owner: PluginRecord, reason: Error) => void
  #closed = false

  /** `refuse` is called with the plugin whose contribution a consumer could not take. */
  constructor(refuse: (owner: PluginRecord, reason: Error) => void) {
    this.#refuse = refuse
  }

  add<T>(owner: PluginRecord, point: ContributionPoint<T>, value: T): void {
    if (this.#closed) {
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

  get<T>(asking: PluginRecord, point: ContributionPoint<T>): readonly Contribution<T>[] {
    if (!this.#closed) {
      throw new KernelError(
        'WRONG_PHASE',
        `plugin "${asking.name}" reads the contributions to "${point.name}" in boot phase 1, when they are not complete: read them later`,
      )
    }
    const list = this.#values.get(point.name) ?? []
    return list
      .filter(({ owner }) => isUp(owner))
      .map(({ owner, value }) => ({
        plugin: owner.name,
        // `add` took a T for this very point.
        value: value as T,
        refuse: (reason: Error) => this.#refuse(owner, reason),
      }))
  }
}
