import type { AuthorizationServer } from './authorization-server.ts'
import type { ConsentMode } from './consent.ts'
import type { Fault, FaultPlan } from './fault.ts'
import type { ProviderSwitches, SimulatorAccount, SimulatorClient } from './provider-profile.ts'
import type { LoggedRequest, RequestLog, TokenCalls } from './request-log.ts'
import type { SimulatorClock } from './simulator-clock.ts'

/** Steers a simulator while it runs. `/_control` does the same by HTTP. */
export interface SimulatorControls {
  readonly clock: SimulatorClock
  /**
   * The clock by which the provider counts requests: as `clock`, and moved alone to have a rate limit pass while nothing else
   * happens.
   */
  readonly rateClock: SimulatorClock
  /** Something goes wrong with the next requests. Throws a `TypeError` for a kind of fault that there is not. */
  inject(fault: Fault): void
  clearFaults(): void
  faults(): readonly Fault[]
  /** How consent comes about from now on. */
  setConsent(mode: ConsentMode): void
  /** Changes what the provider does, from the next request on. */
  change(switches: Partial<ProviderSwitches>): void
  /** Gives tokens without any flow, for tests of what comes after it. Default: the first account, all scopes. */
  grant(options?: { readonly account?: string; readonly scopes?: readonly string[] }): {
    readonly accessToken: string
    readonly refreshToken: string
  }
  expireAccessTokens(): void
  /** The person removes the application at the provider. Default: the first account. */
  revokeConsent(accountId?: string): void
  /** The person unticks a scope later on. */
  dropScope(scope: string, accountId?: string): void
  /** A client that did not exist when the simulator was made. One with the same id is replaced. */
  registerClient(client: SimulatorClient): void
  addAccount(account: SimulatorAccount): void
  accounts(): readonly SimulatorAccount[]
  tokenCalls(): Readonly<TokenCalls>
  /** Requests per host and path. */
  requestCounts(): Readonly<Record<string, number>>
  /** The newest requests, whole: with secrets. */
  requests(): readonly LoggedRequest[]
  clearLog(): void
}

export function createControls(parts: {
  readonly clock: SimulatorClock
  readonly rateClock: SimulatorClock
  readonly faults: FaultPlan
  readonly log: RequestLog
  readonly server: AuthorizationServer
}): SimulatorControls {
  const { clock, rateClock, faults, log, server } = parts
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
  }
}
