import { isProblemError } from '@tributary/core'
import { type IntegrationErrorCode, isIntegrationError } from '@tributary/integration-kit'
import { findEgressError, isTimeIsOver } from '@tributary/provider-client'

/** What is wrong, and what to change. */
export interface DescribedFailure {
  readonly problem: string
  readonly advice: string
  /** Whether it is a fault of the plugin, which belongs into the log. */
  readonly isFault: boolean
}

const REPORT = 'Report it to the author of the plugin; the log has the details.'

const ADVICE: Readonly<Record<IntegrationErrorCode, string>> = {
  auth_expired: 'Enter valid credentials, then test again.',
  permission_denied: 'Grant the missing permission there, then test again.',
  rate_limit: 'Test again later.',
  upstream: 'Check the address. If it is correct, the service is down: test again later.',
  invalid_data: 'Check that the address and the other values are those that the service expects.',
  bad_configuration: 'Correct the configuration as the message says.',
  action_required: 'Do what the message says, then test again.',
  provider_gone: 'Choose another service: this one has ended its interface.',
  cursor_expired: REPORT,
  partial_sync: REPORT,
  file_parse_error: REPORT,
}

const ADVICE_FOR_ADDRESS =
  'Enter an address of the public internet, or have the operator of this server add the host to EGRESS_ALLOW.'

/** Describes why a test has failed, for the administrator. May contain secrets: redact it. */
export function describeFailure(error: unknown): DescribedFailure {
  if (isTimeIsOver(error))
    return {
      problem: `There was no result within ${error.milliseconds / 1000} seconds.`,
      advice: 'Check that the address is correct and that this server can reach it.',
      isFault: false,
    }
  const refused = findEgressError(error)
  if (refused !== undefined) return { problem: refused.message, advice: ADVICE_FOR_ADDRESS, isFault: false }
  if (isIntegrationError(error)) {
    const { code, message, retryAfterSeconds } = error
    const advice =
      code === 'rate_limit' && retryAfterSeconds !== undefined
        ? `Test again in ${retryAfterSeconds} seconds.`
        : ADVICE[code]
    return { problem: message, advice, isFault: advice === REPORT }
  }
  if (isProblemError(error)) {
    const advice = error.definition.kind === 'config' ? ADVICE.bad_configuration : 'Test again later.'
    return { problem: error.message, advice, isFault: error.definition.kind === 'bug' }
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { problem: `The plugin failed. ${message}`, advice: REPORT, isFault: true }
}
