import { PROVIDER_KINDS, type ProviderKind } from '../../../components/provider-kinds.ts'

interface Offering {
  readonly name: string
  readonly kinds: readonly string[]
  readonly state: string
}

/** What can be set up: a kind of provider of a plugin that runs. Those of one kind are together. */
export function offeredKinds(
  plugins: readonly Offering[],
): readonly { readonly plugin: string; readonly kind: ProviderKind }[] {
  const ready = plugins.filter(({ state }) => state === 'ready')
  return PROVIDER_KINDS.flatMap((kind) =>
    ready
      .filter(({ kinds }) => kinds.includes(kind))
      .map(({ name }) => ({ plugin: name, kind }))
      .toSorted((one, other) => one.plugin.localeCompare(other.plugin)),
  )
}
