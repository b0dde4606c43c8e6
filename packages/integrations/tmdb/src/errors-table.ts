import type { IntegrationErrorCode } from '@tributary/integration-kit'

const REFUSED = 'TMDB rejected the API key or read access token. Correct it in the configuration.'
const UNAVAILABLE = 'TMDB is temporarily unavailable.'

type Meaning = readonly [code: IntegrationErrorCode, message: string]

/**
 * TMDB's `status_code`s that the HTTP status does not explain. 44, an invalid id, comes with the status 500 and is permanent nevertheless.
 */
export const ERRORS: Readonly<Record<number, Meaning>> = {
  3: ['bad_configuration', REFUSED],
  7: ['bad_configuration', REFUSED],
  10: ['bad_configuration', 'TMDB has suspended this API key. Use another one.'],
  14: ['bad_configuration', REFUSED],
  35: ['bad_configuration', REFUSED],
  6: ['invalid_data', 'TMDB knows no such entry.'],
  34: ['invalid_data', 'TMDB knows no such entry.'],
  44: ['invalid_data', 'TMDB refused an id as invalid.'],
  25: ['rate_limit', 'TMDB requires a wait before the next request.'],
  9: ['upstream', UNAVAILABLE],
  11: ['upstream', UNAVAILABLE],
  24: ['upstream', UNAVAILABLE],
  43: ['upstream', UNAVAILABLE],
  46: ['upstream', UNAVAILABLE],
}
