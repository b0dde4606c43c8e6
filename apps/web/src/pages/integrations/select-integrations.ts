import type { IntegrationsIntegration } from '@tributary/client'

/** What the catalogue can be narrowed to. */
export const INTEGRATION_KINDS = ['connected', 'media', 'values', 'events', 'files'] as const

export type IntegrationKind = (typeof INTEGRATION_KINDS)[number]

export function isIntegrationKind(value: unknown): value is IntegrationKind {
  return INTEGRATION_KINDS.some((kind) => kind === value)
}

type Narrowed = Pick<
  IntegrationsIntegration,
  'integration' | 'displayName' | 'description' | 'streams' | 'files' | 'connected'
>

/** The integrations of a kind whose name, description or streams contain every word of the search; by name, the connected ones first. */
export function selectIntegrations<T extends Narrowed>(
  all: readonly T[],
  { q = '', kind }: { readonly q?: string; readonly kind?: IntegrationKind | undefined },
): readonly T[] {
  const words = q.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return all
    .filter((each) => kind === undefined || isOfKind(each, kind))
    .filter((each) => words.every((word) => textOf(each).includes(word)))
    .toSorted(
      (one, other) =>
        Number(other.connected) - Number(one.connected) || one.displayName.localeCompare(other.displayName),
    )
}

function textOf({ integration, displayName, description, streams }: Narrowed): string {
  return [integration, displayName, description, ...streams.map((stream) => stream.displayName)]
    .join('\n')
    .toLocaleLowerCase()
}

function isOfKind({ streams, files, connected }: Narrowed, kind: IntegrationKind): boolean {
  if (kind === 'connected') return connected
  if (kind === 'files') return files !== null
  const kinds = { media: ['media'], values: ['daily_metric', 'measurement'], events: ['event'] }[kind]
  return streams.some((stream) => kinds.includes(stream.kind))
}
