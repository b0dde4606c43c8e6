import { defineIntegration, fields, fileImport } from '@tributary/integration-kit'
import { recogniseMixed } from '@tributary/integration-kit/files'
import { googleConfig, googleOAuth, googleSetup } from '@tributary/integration-kit/google'
import { getIdentity } from './api.ts'
import { classifyRefusal } from './classify.ts'
import { SCOPES } from './data-types-table.ts'
import { facts } from './facts-table.ts'
import { heartRate } from './heart-rate.ts'
import { ICON } from './icon.ts'
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
  icon: ICON,
  author: 'The Tributary authors',
  tags: ['health', 'fitness', 'sleep'],
  auth: googleOAuth({ extraScopes: [SCOPES.settings] }),
  config: fields(googleConfig('FITBIT')),
  setupInfo: googleSetup('Google Health API (health.googleapis.com)'),
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
