import type { ConnectionAccess, OpenConnection } from '@tributary/connections'
import { IntegrationError } from '@tributary/integration-kit'
import type { IntegrationDefinition, OpenedAccount } from '@tributary/integration-kit/host'
import type { FastifyBaseLogger } from 'fastify'
import type { RateBudgetsService } from './budget/rate-budgets-service.ts'
import { openHttp } from './engine/open-http.ts'

/** The dependencies of opening accounts. */
export interface AccountParts {
  readonly connections: () => ConnectionAccess | undefined
  readonly budgets: RateBudgetsService
  readonly logger: FastifyBaseLogger
}

/**
 * Opens a person's account for a request outside of a job. It shares the rate limits with the jobs.
 *
 * @throws IntegrationError if a job would not call the provider either: the connection is paused, or the provider
 * requested a wait
 */
export async function openAccount(
  { connections, budgets, logger }: AccountParts,
  definition: IntegrationDefinition,
  whose: {
    readonly userId: string
    readonly connectionId?: string | undefined
    readonly signal: AbortSignal
  },
): Promise<OpenedAccount | undefined> {
  const { userId, connectionId, signal } = whose
  const { name: integration, displayName: provider } = definition
  const access = connections()
  const opened = connectionId === undefined ? undefined : await access?.open(connectionId)
  if (connectionId !== undefined && (opened?.userId !== userId || opened.integration !== integration))
    return undefined
  if (opened !== undefined) refuseResting(opened, provider)
  const config = (await (opened?.config() ?? access?.configOf(integration))) ?? {}
  const connection = opened?.settings ?? {}
  const budget =
    opened?.simulated === true ? undefined : budgets.openFor(definition, { connectionId, signal })
  const { authorizer, account } = opened ?? {}
  const http = openHttp(definition, {
    signal,
    logger,
    context: { config, connection },
    authorizer,
    budget,
    fetch: opened?.fetch ?? access?.fetch,
  })
  return { http, config, connection, account }
}

function refuseResting({ status, reason, waitUntil }: OpenConnection, provider: string): void {
  if (status === 'paused')
    throw new IntegrationError('bad_configuration', reason ?? `The connection to ${provider} is paused.`)
  const seconds = waitUntil === null ? 0 : (waitUntil.getTime() - Date.now()) / 1000
  if (seconds > 0)
    throw new IntegrationError('rate_limit', `${provider} refuses requests for now.`, {
      retryAfterSeconds: seconds,
    })
}
