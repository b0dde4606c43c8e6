import { missingScopes as missingOf, scopesToRequest } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { authStrategyOf } from './auth/auth-strategies.ts'
import type { Reason } from './reason.ts'
import type { ConnectionRow } from './tables.ts'

type Choices = Pick<ConnectionRow, 'streams'>

/** Whether a stream is enabled: by the person's choice, or by default. */
export function isStreamEnabled(
  { streams }: Choices,
  stream: { readonly id: string; readonly offByDefault?: string | undefined },
): boolean {
  return streams[stream.id] ?? stream.offByDefault === undefined
}

/** The scopes to request: those of the enabled streams, and the extra ones of the integration. */
export function scopesToAsk(definition: IntegrationDefinition, choices: Choices): readonly string[] {
  const enabled = definition.streams.filter((stream) => isStreamEnabled(choices, stream))
  return authStrategyOf(definition).scopesToRequest(scopesToRequest(enabled))
}

/** The scopes that enabled streams need and the person has not granted. */
export function missingScopes(
  definition: IntegrationDefinition,
  connection: Choices & Pick<ConnectionRow, 'granted_scopes'>,
): string[] {
  const enabled = definition.streams.filter((stream) => isStreamEnabled(connection, stream))
  return missingOf(enabled, connection.granted_scopes)
}

/** The missing scopes and the cure. */
export function describeMissing(displayName: string, scopes: readonly string[]): Reason {
  const message = `${displayName} did not grant everything that was requested. Missing: ${scopes.join(', ')}. Connect again and leave these selected, or switch off the streams that need them.`
  return { code: 'scope_missing', message }
}
