import type { ProviderFacts } from '@tributary/integration-kit'

/** Facts of the Google Health API, as of November 2026. */
export const facts: ProviderFacts = {
  // As long as Google has not verified the restricted scopes of the project.
  userCap: 100,
  redirectUri: { requiresHttpsBeyondLoopback: true, refusesPublicIps: true },
  testingClient: {
    refreshTokenDays: 7,
    explanation:
      'Your Google app is still in testing, so Google ended this connection after 7 days; publish it and reconnect.',
  },
  refreshTokenIdleDays: 180,
  notes: [
    "Fitbit's own Web API was switched off on 2 November 2026. This integration reads the same data through its successor, the Google Health API; connections to the old one must be renewed.",
    'You need a Google Cloud project of your own with the Google Health API enabled. Set its publishing status to "In production": while it is in "Testing", Google ends every connection after 7 days.',
    'An app that Google has not verified shows a warning before the consent and serves at most 100 people.',
    'Google takes an https address as redirect URI, or http with localhost or 127.0.0.1; no public IP addresses.',
    'Cardio load and daily readiness exist in the Fitbit app only.',
  ],
}
