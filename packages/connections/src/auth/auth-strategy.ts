import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { Authorization } from '@tributary/provider-client'
import type { Credentials } from '../credentials/sealed-credentials.ts'
import type { Parts } from '../parts.ts'

/** The headers and query of an authorized request. */
export type RequestAuthorization = Omit<Authorization, 'version'>

/** New credentials that replace expired ones. */
export interface Renewed {
  readonly credentials: Credentials
  /** Milliseconds since 1970; `undefined` if the provider does not state it. */
  readonly expiresAt: number | undefined
  /** `undefined` if unchanged. */
  readonly scopes?: readonly string[] | undefined
}

/** One kind of auth, bound to a definition: how credentials are used once they exist. */
export interface AuthStrategy {
  /** Whether the provider sends the person back to the callback address. */
  readonly hasCallback: boolean
  /** The scopes to request, for those that the enabled streams need. */
  scopesToRequest(needed: readonly string[]): readonly string[]
  authorization(credentials: Credentials): RequestAuthorization
  /** Milliseconds since 1970; `undefined` when that is not known. */
  expiresAt(credentials: Credentials): number | undefined
  canRenew(credentials: Credentials): boolean
  /**
   * Exchanges credentials for newer ones.
   *
   * @throws IntegrationError `auth_expired` when the person has to connect again, `bad_configuration` when the provider rejects this
   * server's client, `rate_limit` or `upstream` when it may work later
   */
  renew(parts: Parts, credentials: Credentials, settings: ConfigurationValues): Promise<Renewed>
  /**
   * The message for the user when the provider rejects credentials that cannot be renewed: the cause and the cure.
   */
  readonly rejection: string
  /** Whether the grant can only be ended with credentials that are newer than these. */
  mustRenewToRevoke(credentials: Credentials, now: number): boolean
  /** Whether the provider supports revocation. */
  readonly canRevoke: boolean
  /** @throws when the revocation request fails */
  revoke(parts: Parts, credentials: Credentials): Promise<void>
}
