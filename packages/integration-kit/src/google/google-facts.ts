import type { ProviderFacts } from '../provider-facts.ts'

/**
 * What holds for each Google Cloud project with sensitive or restricted scopes, as of November 2026.
 *
 * @example
 * const facts = { ...GOOGLE_FACTS, notes: [...GOOGLE_NOTES] }
 */
export const GOOGLE_FACTS = {
  // As long as Google has not verified the scopes of the project.
  userCap: 100,
  redirectUri: { requiresHttpsBeyondLoopback: true, refusesPublicIps: true },
  testingClient: {
    refreshTokenDays: 7,
    explanation:
      'Your Google app is still in testing, so Google ended this connection after 7 days; publish it and reconnect.',
  },
  refreshTokenIdleDays: 180,
} as const satisfies ProviderFacts

/**
 * The same for people, as `notes` of the facts.
 *
 * @example
 * const notes = ['You need a Google Cloud project of your own.', ...GOOGLE_NOTES]
 */
export const GOOGLE_NOTES = [
  'An app that Google has not verified shows a warning before the consent and serves at most 100 people.',
  'Google takes an https address as redirect URI, or http with localhost or 127.0.0.1; no public IP addresses.',
] as const
