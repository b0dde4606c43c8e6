import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ConnectionsConnection } from '@tributary/client'

export type ReasonCode = NonNullable<ConnectionsConnection['reasonCode']>

interface ReasonFacts {
  /** The provider's name for people. */
  readonly provider: string
  /** What is not granted, joined; empty if it is unknown. */
  readonly scopes: string
  /** The words of the server, for what only the integration knows. */
  readonly reason: string
}

/** Why a connection is not well, for every code that the API documents. */
const SENTENCES: Readonly<Record<ReasonCode, (facts: ReasonFacts) => MessageDescriptor>> = {
  access_withdrawn: ({ provider }) =>
    msg`The access was withdrawn at ${provider}. Your data stays; connect again to go on.`,
  credentials_rejected: ({ provider }) =>
    msg`${provider} no longer gives access to this account. Your data stays.`,
  test_access_expired: ({ provider }) =>
    msg`${provider} gives an app in its testing mode access for some days only. Connect again to go on.`,
  scope_missing: ({ provider, scopes }) =>
    scopes === ''
      ? msg`${provider} has not granted everything that the streams need.`
      : msg`${provider} has not granted everything: ${scopes} is missing.`,
  action_required: ({ provider, reason }) => msg`Something needs to be done at ${provider} first: ${reason}`,
  bad_configuration: ({ reason }) => msg`An administrator needs to act first: ${reason}`,
  paused_by_user: () => msg`You have paused this connection.`,
  failed_repeatedly: () => msg`It is paused, because too many syncs in a row have failed.`,
  provider_gone: ({ provider, reason }) => msg`${provider} has ended its interface: ${reason}`,
}

/** The sentence for the code of a reason; `undefined` for a code that this version does not know, or for none. */
export function reasonSentence(code: string | null, facts: ReasonFacts): MessageDescriptor | undefined {
  return isKnown(code) ? SENTENCES[code](facts) : undefined
}

function isKnown(code: string | null): code is ReasonCode {
  return code !== null && Object.hasOwn(SENTENCES, code)
}
