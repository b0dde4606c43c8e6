import { type Plugin, ProblemError } from '@tributary/core'
import { type ProviderInstance, type ProviderTarget, providers, settings } from '@tributary/integration-host'
import type { ProviderContracts, ProviderKind } from '@tributary/integration-kit/host'
import type { SearchIndex } from '@tributary/integration-kit/providers'

/** Instances of the kind `search`, and the setting that names one of them. */
export class SearchInstances {
  chosen: string | undefined
  readonly #instances = new Map<string, { instance: ProviderInstance; index: SearchIndex }>()

  add(id: string, index: SearchIndex): void {
    const instance: ProviderInstance = {
      id,
      name: id,
      plugin: 'table',
      kind: 'search',
      state: 'active',
      revision: 1,
    }
    this.#instances.set(id, { instance, index })
  }

  /** Its configuration is changed. */
  change(id: string, change: Partial<ProviderInstance>): void {
    const found = this.#instances.get(id)
    if (found === undefined) throw new Error(`there is no instance ${id}`)
    const { instance, index } = found
    this.#instances.set(id, { index, instance: { ...instance, revision: instance.revision + 1, ...change } })
  }

  delete(id: string): void {
    this.#instances.delete(id)
  }

  /** The services `settings` and `providers`. */
  readonly plugin: Plugin = {
    name: 'instances',
    version: '1.0.0',
    registerServices: (context) => {
      context.registerService(settings, () => ({
        read: async () => (this.chosen === undefined ? {} : { searchInstance: this.chosen }),
        missing: async () => [],
      }))
      context.registerService(providers, () => ({
        list: async () => [...this.#instances.values()].map(({ instance }) => instance),
        use: async <Kind extends ProviderKind, R>(
          { instance }: ProviderTarget<Kind>,
          work: (implementation: ProviderContracts[Kind]) => R | Promise<R>,
        ) => {
          const found = this.#instances.get(instance)
          if (found === undefined)
            throw new ProblemError({
              code: 'INSTANCES_NOT_FOUND',
              status: 404,
              kind: 'config',
              title: 'Gone',
            })
          return work(found.index as ProviderContracts[Kind])
        },
      }))
    },
  }
}
