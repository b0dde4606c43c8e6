import type { AuthorizationServer } from './authorization-server.ts'
import type { ConsentMode } from './consent.ts'
import type { DataServer } from './data-endpoint.ts'
import type { Fault, FaultPlan } from './fault.ts'
import type { ProviderSwitches, SimulatorAccount, SimulatorClient } from './provider-profile.ts'
import type { RecordedExchange } from './recorded-exchange.ts'
import { replayRoutes } from './replay-routes.ts'
import type { LoggedRequest, RequestLog, TokenCalls } from './request-log.ts'
import type { SimulatorClock } from './simulator-clock.ts'

/** Controls a running simulator. `/_control` does the same by HTTP. */
export interface SimulatorControls {
  readonly clock: SimulatorClock
  /**
   * The clock by which the provider counts requests: follows `clock`, and is moved alone to reset a rate limit while nothing else
   * happens.
   */
  readonly rateClock: SimulatorClock
  /** Injects a fault into the next requests. Throws a `TypeError` for an unknown kind of fault. */
  inject(fault: Fault): void
  clearFaults(): void
  faults(): readonly Fault[]
  /** Sets how consent is decided. */
  setConsent(mode: ConsentMode): void
  /** Changes the behaviour of the provider, from the next request on. */
  change(switches: Partial<ProviderSwitches>): void
  /** Issues tokens without a flow, for tests that start after it. Default: the first account, all scopes. */
  grant(options?: { readonly account?: string; readonly scopes?: readonly string[] }): {
    readonly accessToken: string
    readonly refreshToken: string
  }
  expireAccessTokens(): void
  /** The person removes the application at the provider. Default: the first account. */
  revokeConsent(accountId?: string): void
  /** The person revokes a scope later. */
  dropScope(scope: string, accountId?: string): void
  /** Registers a client after the start. One with the same id is replaced. */
  registerClient(client: SimulatorClient): void
  addAccount(account: SimulatorAccount): void
  accounts(): readonly SimulatorAccount[]
  tokenCalls(): Readonly<TokenCalls>
  /** Requests per host and path. */
  requestCounts(): Readonly<Record<string, number>>
  /** The newest requests, complete with secrets. */
  requests(): readonly LoggedRequest[]
  clearLog(): void
  /**
   * Answers requests to recorded paths as the real provider has answered them; an empty list ends it. Tokens, limits and faults stay those
   * of the simulator.
   */
  replay(exchanges: readonly RecordedExchange[]): void
}

export function createControls(parts: {
  readonly clock: SimulatorClock
  readonly rateClock: SimulatorClock
  readonly faults: FaultPlan
  readonly log: RequestLog
  readonly server: AuthorizationServer
  readonly data: DataServer
}): SimulatorControls {
  const { clock, rateClock, faults, log, server, data } = parts
  return {
    clock,
    rateClock,
    inject: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    faults: () => faults.list(),
    setConsent(mode) {
      server.consentMode = mode
    },
    change(switches) {
      server.switches = { ...server.switches, ...switches }
    },
    grant({ account, scopes = server.profile.scopes } = {}) {
      const { accessToken, refreshToken = '' } = server.grants.begin(
        {
          account: server.accountOf(account),
          clientId: server.clients[0]?.id ?? 'granted',
          scopes: new Set(scopes),
        },
        true,
      )
      return { accessToken, refreshToken }
    },
    expireAccessTokens: () => server.grants.expireAccessTokens(),
    revokeConsent: (accountId) => server.revokeConsent(server.accountOf(accountId).id),
    dropScope(scope, accountId) {
      const account = server.accountOf(accountId)
      for (const grant of server.grants.all()) if (grant.account.id === account.id) grant.scopes.delete(scope)
    },
    registerClient(client) {
      const index = server.clients.findIndex(({ id }) => id === client.id)
      server.clients.splice(index < 0 ? server.clients.length : index, index < 0 ? 0 : 1, client)
    },
    addAccount: (account) => void server.accounts.push(account),
    accounts: () => server.accounts,
    tokenCalls: () => ({ ...log.tokenCalls }),
    requestCounts: () => log.counts(),
    requests: () => log.requests(),
    clearLog: () => log.clear(),
    replay(exchanges) {
      data.replayed = replayRoutes(exchanges)
    },
  }
}
