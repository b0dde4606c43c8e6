import type { Connection, Connections } from '@tributary/integration-kit'
import { keyOnRequest } from '../credentials/open-authorizer.ts'
import { requireDefinition, requireReady } from '../find-definition.ts'
import type { Parts } from '../parts.ts'
import { viewConnection } from '../view-connection.ts'
import { identifyAccount } from './identify-account.ts'
import { storeConnection } from './store-connection.ts'

/** Connects with a key: the provider is asked with it first. */
export async function connectWithKey(
  parts: Parts,
  { userId, integration, apiKey }: Parameters<Connections['connectWithKey']>[0],
): Promise<Connection> {
  const definition = requireDefinition(parts, integration)
  await requireReady(parts, definition)
  const { auth } = definition
  if (auth.kind !== 'apiKey') throw new Error(`"${integration}" does not connect by key`)
  const key = apiKey.trim()
  const account = await identifyAccount(parts, definition, keyOnRequest(auth, key))
  const row = await storeConnection(parts, {
    userId,
    definition,
    account,
    credentials: { kind: 'apiKey', apiKey: key },
    // A key is not granted by parts: what it may do shows when it is used.
    grantedScopes: definition.streams.flatMap((stream) => [...(stream.scopes ?? [])]),
    accessExpiresAt: null,
  })
  return viewConnection(row, definition)
}
