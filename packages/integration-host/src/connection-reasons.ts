/**
 * Why a connection is not `connected`, in the order of its states. `provider_gone`, `action_required` and `bad_configuration` are the
 * errors of integrations with these names; their `reason` has what is to be done at the provider.
 */
export const CONNECTION_REASONS = [
  'access_withdrawn',
  'credentials_rejected',
  'test_access_expired',
  'scope_missing',
  'action_required',
  'bad_configuration',
  'paused_by_user',
  'failed_repeatedly',
  'provider_gone',
] as const

export type ConnectionReason = (typeof CONNECTION_REASONS)[number]
