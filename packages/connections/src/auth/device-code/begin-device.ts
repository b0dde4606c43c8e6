import { createToken, hashToken } from '@tributary/core'
import type { Connections } from '@tributary/integration-host'
import type { Transaction } from 'kysely'
import { checkSettings } from '../../connecting/check-settings.ts'
import { problemOfFailure } from '../../connecting/problem-of-failure.ts'
import { refuseTooManyFlows } from '../../connecting/refuse-too-many-flows.ts'
import { scopesOfTarget } from '../../connecting/scopes-of-target.ts'
import { requireDefinition, requireReady } from '../../find-definition.ts'
import { insertDeviceFlow } from '../../flow-store.ts'
import { OAuthFailure } from '../../oauth/oauth-failure.ts'
import { openProviderServer } from '../../oauth/provider-server.ts'
import type { Parts } from '../../parts.ts'
import type { ConnectionsTables } from '../../tables.ts'
import { requireAuth } from '../auth-strategies.ts'
import { deviceCodeOf } from './device-code-reference.ts'
import { requestDeviceCode } from './request-device-code.ts'

/**
 * Starts a device flow (RFC 8628): requests a code from the provider and stores the device code sealed.
 *
 * @throws ProblemError when the provider returns no code
 */
export async function beginDevice(
  parts: Parts,
  request: Parameters<Connections['beginDevice']>[0],
): ReturnType<Connections['beginDevice']> {
  const { userId, integration } = request
  const definition = requireDefinition(parts, integration)
  await requireReady(parts, definition)
  const auth = requireAuth(definition, 'deviceCode')
  const settings = checkSettings(parts, definition, request.settings)
  const db = parts.database.tables<ConnectionsTables>()
  await refuseTooManyFlows(db, userId)
  const scopes = await scopesOfTarget(parts, request)
  const code = await requestDeviceCode(await openProviderServer(parts, definition, auth), scopes).catch(
    (error: unknown) => {
      throw error instanceof OAuthFailure ? problemOfFailure(definition.displayName, error) : error
    },
  )
  const flow = createToken()
  const stateHash = hashToken(flow)
  const reference = deviceCodeOf({ stateHash, userId })
  // Before the transaction, which must not wait for Vault.
  const staged = await parts.secrets.stage(reference, code.deviceCode)
  await parts.database.transaction(async (trx: Transaction<ConnectionsTables>) => {
    await insertDeviceFlow(trx, {
      stateHash,
      userId,
      integration,
      scopes,
      expiresInSeconds: code.expiresInSeconds,
      pollSeconds: code.pollAfterSeconds,
      settings,
      connection: request.connection ?? null,
    })
    await parts.secrets.write(reference, staged, { trx })
  })
  return {
    flow,
    userCode: code.userCode,
    verificationUri: code.verificationUri,
    verificationUriComplete: code.verificationUriComplete,
    pollAfterSeconds: code.pollAfterSeconds,
    expiresAt: new Date(parts.now() + code.expiresInSeconds * 1000).toISOString(),
  }
}
