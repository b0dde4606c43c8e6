import type { IntegrationErrorCode } from '@tributary/integration-kit'

interface Meaning {
  readonly code: IntegrationErrorCode
  readonly message: string
}

const UNAVAILABLE: Meaning = { code: 'upstream', message: 'Last.fm is temporarily unavailable.' }
const REFUSED_KEY: Meaning = {
  code: 'bad_configuration',
  message: 'Last.fm rejected the API key of this server. An administrator must correct it.',
}
const PRIVATE: Meaning = {
  code: 'permission_denied',
  message:
    'This Last.fm profile hides its recent listening. Switch off "Hide recent listening" under Settings > Privacy at Last.fm, then connect again.',
}

/** Last.fm's numbers of errors. Others are permanent. */
export const ERRORS: Readonly<Record<number, Meaning>> = {
  4: REFUSED_KEY,
  8: UNAVAILABLE,
  9: REFUSED_KEY,
  10: REFUSED_KEY,
  11: UNAVAILABLE,
  13: REFUSED_KEY,
  14: REFUSED_KEY,
  16: UNAVAILABLE,
  17: PRIVATE,
  26: REFUSED_KEY,
  29: { code: 'rate_limit', message: 'Last.fm requires a wait before the next request.' },
}
