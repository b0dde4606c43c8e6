import type { Stream } from '@tributary/integration-kit'

type Scopes = NonNullable<Stream['scopes']>

interface Scoped {
  readonly scopes?: Scopes | undefined
}

/** What streams need and were not granted, each once; alternatives in one text: `activity:read or activity:read_all`. */
export function missingScopes(streams: readonly Scoped[], granted: readonly string[]): string[] {
  const missing = streams
    .flatMap(({ scopes = [] }) => scopes)
    .filter((scope) => !alternativesOf(scope).some((alternative) => granted.includes(alternative)))
  return [...new Set(missing.map((scope) => alternativesOf(scope).join(' or ')))]
}

/** Whether a stream can run with what was granted. */
export function hasScopes(stream: Scoped, granted: readonly string[]): boolean {
  return missingScopes([stream], granted).length === 0
}

/** The scopes to request for streams: of alternatives, the first. */
export function scopesToRequest(streams: readonly Scoped[]): string[] {
  return [
    ...new Set(streams.flatMap(({ scopes = [] }) => scopes.map((scope) => alternativesOf(scope)[0] ?? ''))),
  ]
}

/** Every scope that streams name: what is granted where a provider knows no scopes, as with an entered key. */
export function allScopes(streams: readonly Scoped[]): string[] {
  return [...new Set(streams.flatMap(({ scopes = [] }) => scopes.flatMap(alternativesOf)))]
}

function alternativesOf(scope: Scopes[number]): readonly string[] {
  return typeof scope === 'string' ? [scope] : scope
}
