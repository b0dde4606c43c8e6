import type { IntegrationDefinition } from '@tributary/integration-kit'
import type { ConnectionRow } from './tables.ts'

type Choices = Pick<ConnectionRow, 'streams'>

/** Whether a stream is wanted: what the person has chosen, else its default. */
export function isStreamEnabled(
  { streams }: Choices,
  stream: { readonly id: string; readonly offByDefault?: string | undefined },
): boolean {
  return streams[stream.id] ?? stream.offByDefault === undefined
}

/** What consent is asked for: the scopes of the streams that are wanted, and the extras. No more than that. */
export function scopesToAsk(definition: IntegrationDefinition, choices: Choices): string[] {
  const { auth, streams } = definition
  if (auth.kind !== 'oauth2') return []
  const needed = streams
    .filter((stream) => isStreamEnabled(choices, stream))
    .flatMap((stream) => [...(stream.scopes ?? [])])
  return [...new Set([...needed, ...(auth.extraScopes ?? [])])]
}

/** What streams that are wanted need and the person has not granted. */
export function missingScopes(
  definition: IntegrationDefinition,
  connection: Choices & Pick<ConnectionRow, 'granted_scopes'>,
): string[] {
  const needed = definition.streams
    .filter((stream) => isStreamEnabled(connection, stream))
    .flatMap((stream) => [...(stream.scopes ?? [])])
  return [...new Set(needed)].filter((scope) => !connection.granted_scopes.includes(scope))
}

/** For the person: what is missing and what to do. */
export function sayMissing(displayName: string, scopes: readonly string[]): string {
  return `${displayName} was not allowed to give everything that is asked for. Missing: ${scopes.join(', ')}. Connect again and leave these ticked, or switch off the streams that need them.`
}
