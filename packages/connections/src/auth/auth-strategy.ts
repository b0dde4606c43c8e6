import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { Authorization } from '@tributary/provider-client'
import type { Credentials } from '../credentials/sealed-credentials.ts'
import type { Parts } from '../parts.ts'

/** What is put on a request. */
export type RequestAuthorization = Omit<Authorization, 'version'>

/** New credentials in place of those that have expired. */
export interface Renewed {
  readonly credentials: Credentials
  /** Milliseconds since 1970; `undefined` when the provider does not say. */
  readonly expiresAt: number | undefined
  /** `undefined` when they are those granted before. */
  readonly scopes?: readonly string[] | undefined
}

/** One kind of auth, for the definition it is bound to: what is done with credentials once they are there. */
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
  /** For the person, when the provider rejects credentials that cannot be renewed: what happened and what to do. */
  readonly rejection: string
  /** Whether the grant can only be ended with credentials that are newer than these. */
  mustRenewToRevoke(credentials: Credentials, now: number): boolean
  /** Whether the provider can be asked to end the grant. */
  readonly canRevoke: boolean
  /** @throws when the provider could not be asked, or did not end the grant */
  revoke(parts: Parts, credentials: Credentials): Promise<void>
}
