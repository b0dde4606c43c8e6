import type { IntegrationErrorCode } from '@tributary/integration-kit'

export const RECENTLY_PLAYED_SCOPE = 'user-read-recently-played'

/** The meaning of a 403 of Spotify, by its message. */
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
      'This person is not registered as a user of the Spotify app. The administrator must add them under "User Management" of the app in the Spotify dashboard, which is limited to five.',
  },
  {
    says: /premium/i,
    code: 'bad_configuration',
    message:
      'Spotify serves an app in development mode only while its owner has Premium. The owner of the app must renew it.',
  },
  {
    says: /scope/i,
    code: 'permission_denied',
    message: 'Access to your recent plays was not granted. Connect again and allow it.',
    missingScopes: [RECENTLY_PLAYED_SCOPE],
  },
]
