import type { ProviderFacts } from '@tributary/integration-kit'
import { GOOGLE_FACTS, GOOGLE_NOTES } from '@tributary/integration-kit/google'

/** Facts of the Google Health API, as of November 2026. */
export const facts: ProviderFacts = {
  ...GOOGLE_FACTS,
  notes: [
    "Fitbit's own Web API was switched off on 2 November 2026. This integration reads the same data through its successor, the Google Health API; connections to the old one must be renewed.",
    'You need a Google Cloud project of your own with the Google Health API enabled. Set its publishing status to "In production": while it is in "Testing", Google ends every connection after 7 days.',
    ...GOOGLE_NOTES,
    'Cardio load and daily readiness exist in the Fitbit app only.',
  ],
}
