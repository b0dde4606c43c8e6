import { type Contribution, ProblemError, unknownValue } from '@tributary/core'
import { type ConfigurationField, checkProvider, listFields } from '@tributary/integration-host'
import { formVersionOf, type Provider, type ProviderKind } from '@tributary/integration-kit/host'
import { settingsErrors } from '../settings-errors.ts'

/** A provider with the plugin that offers it. */
export interface OfferedKind {
  readonly plugin: string
  readonly kind: ProviderKind
  readonly provider: Provider
  readonly fields: readonly ConfigurationField[]
  /** Of its form. */
  readonly version: number
}

interface OfferedKindsParts {
  readonly contributions: () => readonly Contribution<Provider>[]
  /** Why the plugin of an instance does not offer its kind. */
  readonly reasonOf: (plugin: string) => string
}

/** The providers of the ready plugins. Evaluated on each call, since plugins come and go. */
export class OfferedKinds {
  readonly #parts: OfferedKindsParts
  readonly #read = new WeakMap<Provider, OfferedKind>()

  constructor(parts: OfferedKindsParts) {
    this.#parts = parts
  }

  /** Quarantines a plugin with a provider that cannot work. Can be repeated. */
  check(): void {
    const seen = new Set<string>()
    for (const contribution of this.#parts.contributions()) {
      const { plugin, value } = contribution
      try {
        checkProvider(value)
        const key = `${plugin} ${value.kind}`
        if (seen.has(key))
          throw new TypeError(
            `plugin "${plugin}" offers two providers of the kind "${value.kind}": leave one`,
          )
        seen.add(key)
      } catch (error) {
        contribution.refuse(error instanceof Error ? error : new Error(String(error)))
      }
    }
  }

  all(): readonly OfferedKind[] {
    return this.#parts.contributions().map((contribution) => this.#of(contribution))
  }

  find(plugin: string, kind: ProviderKind): OfferedKind | undefined {
    return this.all().find((each) => each.plugin === plugin && each.kind === kind)
  }

  /** For a request that names both. Throws `KERNEL_UNKNOWN_VALUE`. */
  named(plugin: string, kind: ProviderKind): OfferedKind {
    const offered = this.all()
    const ofPlugin = offered.filter((each) => each.plugin === plugin)
    const found = ofPlugin.find((each) => each.kind === kind)
    if (found !== undefined) return found
    throw ofPlugin.length === 0
      ? unknownValue({
          parameter: 'plugin',
          value: plugin,
          known: [...new Set(offered.map((each) => each.plugin))],
          in: 'body',
        })
      : unknownValue({ parameter: 'kind', value: kind, known: ofPlugin.map((each) => each.kind), in: 'body' })
  }

  /** For an instance that exists. Throws `INSTANCES_UNAVAILABLE`. */
  required({ plugin, kind }: { readonly plugin: string; readonly kind: ProviderKind }): OfferedKind {
    const found = this.find(plugin, kind)
    if (found !== undefined) return found
    throw new ProblemError(settingsErrors.INSTANCES_UNAVAILABLE, { detail: this.#parts.reasonOf(plugin) })
  }

  #of({ plugin, value: provider }: Contribution<Provider>): OfferedKind {
    const read = this.#read.get(provider)
    if (read?.plugin === plugin) return read
    const { kind, instance } = provider
    const { version } = formVersionOf(instance)
    const offered = { plugin, kind, provider, fields: listFields(instance), version }
    this.#read.set(provider, offered)
    return offered
  }
}
