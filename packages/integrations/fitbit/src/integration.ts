import { defineIntegration, field, fileImport, oauth2 } from '@tributary/integration-kit'
import { recogniseMixed } from '@tributary/integration-kit/files'
import { Type } from 'typebox'
import { getIdentity } from './api.ts'
import { classifyRefusal } from './classify.ts'
import { SCOPES } from './data-types-table.ts'
import { facts } from './facts.ts'
import { heartRate } from './heart-rate.ts'
import { TakeoutOptions } from './import-options.ts'
import { dailyStreams } from './streams.ts'
import { EXPORT } from './takeout.ts'
import { HOW_TO } from './takeout-files-table.ts'
import { withinDay } from './within-day.ts'

const NOT_OFFERED =
  'Fitbit shows it only in its app: neither Google nor Fitbit has an API for it, and it cannot be computed from other data.'

/** Fitbit by the Google Health API: Fitbit's own API was switched off on 2 November 2026. */
export const fitbit = defineIntegration({
  name: 'fitbit',
  displayName: 'Fitbit',
  version: '1.0.0',
  description:
    'Steps, sleep, heart and more of Fitbit trackers and Pixel watches, day by day, through the Google Health API or from a Google Takeout.',
  homepage: 'https://developers.google.com/health',
  author: 'The Tributary authors',
  tags: ['health', 'fitness', 'sleep'],
  auth: oauth2({
    authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    revocation: { url: 'https://oauth2.googleapis.com/revoke', style: 'query' },
    issuer: 'https://accounts.google.com',
    extraScopes: [SCOPES.settings],
    pkce: true,
    clientAuthentication: 'body',
    rotation: 'none-returned',
    authorizationParameters: {
      // Only both together return a refresh token each time, also if the person has consented before.
      access_type: 'offline',
      prompt: 'consent',
      include_granted_scopes: 'true',
    },
  }),
  config: Type.Object({
    clientId: field.text({
      label: 'Client ID',
      help: 'Of an OAuth client of the type "Web application" in the Google Cloud console.',
      placeholder: '123456789-abc.apps.googleusercontent.com',
      env: 'FITBIT_CLIENT_ID',
    }),
    clientSecret: field.secret({ label: 'Client secret', env: 'FITBIT_CLIENT_SECRET' }),
  }),
  setupInfo: ({ callbackUrl }) => [
    { label: 'Authorized redirect URI', value: callbackUrl, copyable: true },
    { label: 'API to enable', value: 'Google Health API (health.googleapis.com)' },
    { label: 'Publishing status', value: 'In production: in "Testing", connections end after 7 days' },
  ],
  api: { baseUrl: 'https://health.googleapis.com/v4', classify: classifyRefusal },
  // Google Health has no name of the person, and another API for it would need another consent.
  identify: async ({ http }) => ({ id: (await getIdentity(http)).healthUserId }),
  // What the API no longer gives: years before the account was moved, or before a year ago.
  files: fileImport({
    accept: ['.zip', '.json', '.csv'],
    maxBytes: 512 * 1024 * 1024,
    options: TakeoutOptions,
    recognise: (sample) => recogniseMixed(sample, EXPORT),
    howTo: HOW_TO,
  }),
  facts,
  // Watches are synced late and nights are recomputed: three days are not enough, seven are.
  schedule: { everyMinutes: 60, windowDays: 7, backfillDays: 365 },
  streams: [...dailyStreams, heartRate, ...withinDay],
  unavailable: {
    cardioLoad: { label: 'Cardio load', type: 'number', reason: NOT_OFFERED },
    fitbitReadiness: { label: 'Daily readiness', type: 'number', reason: NOT_OFFERED },
  },
})
