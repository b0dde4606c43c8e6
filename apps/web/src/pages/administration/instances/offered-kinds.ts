import { PROVIDER_KINDS, type ProviderKind } from './instance-queries.ts'

interface Offering {
  readonly name: string
  readonly kinds: readonly string[]
  readonly state: string
}

/** What can be set up: a kind of provider of a plugin that runs. */
export function offeredKinds(
  plugins: readonly Offering[],
): readonly { readonly plugin: string; readonly kind: ProviderKind }[] {
  return plugins
    .filter(({ state }) => state === 'ready')
    .flatMap(({ name, kinds }) =>
      PROVIDER_KINDS.filter((kind) => kinds.includes(kind)).map((kind) => ({ plugin: name, kind })),
    )
}
