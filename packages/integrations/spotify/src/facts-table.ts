import type { ProviderFacts } from '@tributary/integration-kit'

/** What is known of Spotify as of late 2026. */
export const FACTS: ProviderFacts = {
  userCap: 5,
  redirectUri: { refusesLocalhost: true, requiresHttpsBeyondLoopback: true },
  terms: [
    {
      forbids: 'ai',
      sentence:
        'Spotify forbids that its content is fed to machine learning or AI models; nothing of it is given to a language model.',
      source: 'https://developer.spotify.com/policy',
      checkedOn: '2026-11-29',
    },
  ],
  notes: [
    'Spotify keeps only your newest 50 plays. They are read every 30 minutes; older ones are available only in a file.',
    'The owner of the app in the Spotify dashboard needs Premium, and an app in development mode serves five people, each entered by e-mail address under "User Management".',
    'Spotify takes redirect URIs with https, or with http on 127.0.0.1 or [::1]; not localhost.',
    'Spotify has no way to revoke access from here. After disconnecting, remove the app at https://www.spotify.com/account/apps.',
    'Podcasts and audiobooks are in the files, not in the API.',
  ],
}
