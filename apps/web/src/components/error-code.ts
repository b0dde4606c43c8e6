/** The codes of errors that jobs and connections have. */
export const ERROR_CODES = [
  'action_required',
  'all_rejected',
  'auth_expired',
  'bad_configuration',
  'cursor_expired',
  'disconnected',
  'file_parse_error',
  'internal',
  'invalid_data',
  'partial_sync',
  'paused',
  'permission_denied',
  'provider_gone',
  'rate_limit',
  'upstream',
  'worker_died',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

export function isErrorCode(code: string): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code)
}
