import { AuthorizationCodes } from './authorization-codes.ts'
import type { ConsentMode } from './consent.ts'
import { DeviceCodes } from './device-codes.ts'
import { type GrantStore, Grants } from './grants.ts'
import { NamedGrants } from './named-grants.ts'
import type {
  ProviderProfile,
  ProviderSwitches,
  SimulatorAccount,
  SimulatorClient,
} from './provider-profile.ts'
import type { RequestLog } from './request-log.ts'
import type { SimulatorClock } from './simulator-clock.ts'

/** The state of a simulated authorization server; its endpoints are functions over it. */
export interface AuthorizationServer {
  readonly name: string
  readonly profile: ProviderProfile
  /** The current switches of the profile. */
  switches: ProviderSwitches
  readonly clients: SimulatorClient[]
  readonly accounts: SimulatorAccount[]
  consentMode: ConsentMode
  readonly clientIdParameter: string
  readonly codes: AuthorizationCodes
  readonly deviceCodes: DeviceCodes
  readonly grants: GrantStore
  readonly log: RequestLog
  /** The account of an id, or the first. An unknown id throws. */
  accountOf(id: string | undefined): SimulatorAccount
  /** The person revokes consent; for all clients unless one is named. */
  revokeConsent(accountId: string, clientId?: string): void
}

export function createAuthorizationServer(options: {
  readonly name: string
  readonly profile: ProviderProfile
  readonly clients: readonly SimulatorClient[]
  readonly accounts: readonly SimulatorAccount[]
  readonly clock: SimulatorClock
  readonly log: RequestLog
  readonly randomToken: (prefix: string) => string
  /** Tokens name their grant, so that another server like this knows them. */
  readonly hasNamedGrants: boolean
}): AuthorizationServer {
  const { name, profile, clock, log, randomToken } = options
  const accounts = [...options.accounts]
  const server: AuthorizationServer = {
    name,
    profile,
    switches: profile,
    clients: [...options.clients],
    accounts,
    consentMode: 'ask',
    clientIdParameter: profile.clientIdParameter ?? 'client_id',
    codes: new AuthorizationCodes(clock, randomToken),
    deviceCodes: new DeviceCodes(clock, randomToken),
    grants: options.hasNamedGrants
      ? new NamedGrants({ clock, accounts, switches: () => server.switches })
      : new Grants({ clock, randomToken, tokenPrefix: profile.tokenPrefix, switches: () => server.switches }),
    log,
    accountOf(id) {
      const account = id === undefined ? accounts[0] : accounts.find((each) => each.id === id)
      if (account === undefined) throw new Error(`${name} has no account "${id ?? ''}"`)
      return account
    },
    revokeConsent(accountId, clientId) {
      for (const grant of server.grants.all()) {
        if (grant.account.id === accountId && (clientId === undefined || grant.clientId === clientId))
          grant.revoked = true
      }
    },
  }
  return server
}
