import type { IntegrationErrorCode } from '@tributary/integration-kit'

export const RECENTLY_PLAYED_SCOPE = 'user-read-recently-played'

/** What a 403 of Spotify's means, by its words. */
export const REFUSALS: readonly {
  readonly says: RegExp
  readonly code: IntegrationErrorCode
  readonly message: string
  readonly missingScopes?: readonly string[]
}[] = [
  {
    says: /developer dashboard|not registered/i,
    code: 'bad_configuration',
    message:
      'Spotify does not know this person as a user of the app. The administrator adds them under "User Management" of the app in the Spotify dashboard; it has room for five.',
  },
  {
    says: /premium/i,
    code: 'bad_configuration',
    message:
      'Spotify serves an app in development mode only while its owner has Premium. The owner of the app has to renew it.',
  },
  {
    says: /scope/i,
    code: 'permission_denied',
    message: 'Spotify was not allowed to show your recent plays. Connect again and allow it.',
    missingScopes: [RECENTLY_PLAYED_SCOPE],
  },
]
