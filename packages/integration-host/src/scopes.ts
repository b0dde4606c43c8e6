import type { Stream } from '@tributary/integration-kit'

type Scopes = NonNullable<Stream['scopes']>

/** What a stream needs and was not granted; of alternatives, all of them in one text: `activity:read or activity:read_all`. */
export function missingScopes(
  { scopes = [] }: { readonly scopes?: Scopes | undefined },
  granted: readonly string[],
): string[] {
  return scopes
    .filter((scope) => !alternativesOf(scope).some((alternative) => granted.includes(alternative)))
    .map((scope) => alternativesOf(scope).join(' or '))
}

/** The scopes to request for streams: of alternatives, the first. */
export function scopesToRequest(streams: readonly { readonly scopes?: Scopes | undefined }[]): string[] {
  return [
    ...new Set(streams.flatMap(({ scopes = [] }) => scopes.map((scope) => alternativesOf(scope)[0] ?? ''))),
  ]
}

function alternativesOf(scope: Scopes[number]): readonly string[] {
  return typeof scope === 'string' ? [scope] : scope
}
