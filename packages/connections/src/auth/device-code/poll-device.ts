import { hashToken, isToken, ProblemError } from '@tributary/core'
import type { Connections } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { identifyAccount, unavailableProblem } from '../../connecting/identify-account.ts'
import { problemOfFailure } from '../../connecting/problem-of-failure.ts'
import { storeConnection } from '../../connecting/store-connection.ts'
import { connectionsErrors } from '../../connections-errors.ts'
import { requireDefinition, requireReady } from '../../find-definition.ts'
import { claimPoll, consumeDeviceFlow, type FlowRow, findDeviceFlow, slowDown } from '../../flow-store.ts'
import { OAuthFailure } from '../../oauth/oauth-failure.ts'
import { openProviderServer } from '../../oauth/provider-server.ts'
import type { TokenReply } from '../../oauth/token-set.ts'
import type { Parts } from '../../parts.ts'
import type { ConnectionsTables } from '../../tables.ts'
import { viewConnection } from '../../view-connection.ts'
import { requireAuth } from '../auth-strategies.ts'
import { deviceCodeOf } from './device-code-reference.ts'
import { exchangeDeviceCode } from './request-device-code.ts'
import { deviceCodeStrategy } from './strategy.ts'

type Polled = Awaited<ReturnType<Connections['pollDevice']>>

/**
 * Polls the provider for whether the user has entered the code; a caller that polls too often gets a wait time
 * instead.
 *
 * @throws ProblemError `CONNECTIONS_FLOW_REFUSED` for a flow that does not exist, has ended or belongs to another
 * user, `CONNECTIONS_DENIED` when the person refused or the code expired
 */
export async function pollDevice(
  parts: Parts,
  { userId, integration, flow }: Parameters<Connections['pollDevice']>[0],
): Promise<Polled> {
  const definition = requireDefinition(parts, integration)
  await requireReady(parts, definition)
  const db = parts.database.tables<ConnectionsTables>()
  const whose = { stateHash: isToken(flow) ? hashToken(flow) : '', userId, integration }
  const found = await findDeviceFlow(db, whose)
  if (found === undefined) throw unknownFlow()
  if (!(await claimPoll(db, whose))) return { pollAfterSeconds: found.poll_seconds ?? 1 }
  const reply = await exchange(parts, definition, found)
  if ('pollAfterSeconds' in reply) return reply
  return finish(parts, definition, { flow: found, reply })
}

async function exchange(
  parts: Parts,
  definition: IntegrationDefinition,
  flow: FlowRow,
): Promise<TokenReply | { readonly pollAfterSeconds: number }> {
  const whose = { stateHash: flow.state_hash, userId: flow.user_id, integration: flow.integration }
  const db = parts.database.tables<ConnectionsTables>()
  const deviceCode = await parts.secrets.read(deviceCodeOf(whose))
  if (deviceCode === undefined) throw unknownFlow()
  const server = await openProviderServer(parts, definition, requireAuth(definition, 'deviceCode'))
  try {
    return await exchangeDeviceCode(server, deviceCode, parts.now)
  } catch (error) {
    if (!(error instanceof OAuthFailure)) throw error
    if (error.kind === 'pending') return { pollAfterSeconds: flow.poll_seconds ?? 1 }
    if (error.kind === 'rate') return { pollAfterSeconds: await slowDown(db, whose) }
    if (error.kind !== 'grant') throw problemOfFailure(definition.displayName, error)
    await consumeFlow(parts, flow)
    throw new ProblemError(connectionsErrors.CONNECTIONS_DENIED, {
      detail: `The code was denied at ${definition.displayName} or has expired. Start connecting again.`,
      cause: error,
    })
  }
}

async function finish(
  parts: Parts,
  definition: IntegrationDefinition,
  { flow, reply }: { readonly flow: FlowRow; readonly reply: TokenReply },
) {
  const { scopes, more: tokenReply, ...tokens } = reply
  const credentials = { kind: 'oauth2', ...tokens } as const
  const strategy = deviceCodeStrategy(definition, requireAuth(definition, 'deviceCode'))
  const authorization = strategy.authorization(credentials)
  const account = await identifyAccount(parts, definition, {
    authorization,
    tokenReply,
    settings: flow.settings,
  }).catch((error: unknown) => {
    throw unavailableProblem(error, definition.displayName)
  })
  // Of two concurrent polls, one connects. After the provider was asked: a request with `Idempotency-Key` holds its
  // transaction from here on.
  if (!(await consumeFlow(parts, flow))) throw unknownFlow()
  const { row, isNew } = await storeConnection(parts, {
    userId: flow.user_id,
    definition,
    account,
    credentials,
    settings: flow.settings,
    target: flow.connection ?? undefined,
    grantedScopes: scopes ?? flow.asked_scopes,
    accessExpiresAt: tokens.expiresAt === undefined ? null : new Date(tokens.expiresAt),
  })
  return { connection: viewConnection(row, definition), isNew }
}

async function consumeFlow(parts: Parts, flow: FlowRow): Promise<boolean> {
  const whose = { stateHash: flow.state_hash, userId: flow.user_id, integration: flow.integration }
  return parts.database.transaction<ConnectionsTables, boolean>(async (trx) => {
    if (!(await consumeDeviceFlow(trx, whose))) return false
    await parts.secrets.remove(deviceCodeOf(whose), { trx })
    return true
  })
}

function unknownFlow(): ProblemError {
  return new ProblemError(connectionsErrors.CONNECTIONS_FLOW_REFUSED, {
    detail: 'This sign-in does not exist or has ended or expired. Start connecting again.',
  })
}
