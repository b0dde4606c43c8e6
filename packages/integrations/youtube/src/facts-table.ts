import type { ProviderFacts } from '@tributary/integration-kit'
import { GOOGLE_FACTS, GOOGLE_NOTES } from '@tributary/integration-kit/google'

/** The way to the file, as of November 2026. */
export const howTo = [
  'Open https://takeout.google.com, signed in with the account you watch with. Choose "Deselect all", then tick "YouTube and YouTube Music".',
  'Choose "All YouTube data included", leave only "history" ticked, and confirm.',
  'Choose "Multiple formats" and set history to JSON. HTML, the default, can be imported as well.',
  'Create the export. Google sends an e-mail when it is ready, after minutes or hours.',
  'Download the ZIP file and upload it here as it is, each of its parts if there are several, or the single files out of it.',
]

/** Facts of Takeout and of the YouTube Data API, as of November 2026. */
export const facts: ProviderFacts = {
  ...GOOGLE_FACTS,
  notes: [
    'YouTube has no watch history and no "Watch later" in its API: a file of Google Takeout is the only source of what you watched. It needs no account here.',
    'The same history in HTML and in JSON is stored once.',
    'Ads, posts, surveys and visited pages are not watched videos: they are skipped and counted.',
    'A video that was removed has neither title nor link in the file. It is imported from English exports, and skipped in other languages, which write it like a post.',
    'Likes, subscriptions and playlists need a Google Cloud project of your own with the YouTube Data API v3 enabled. Set its publishing status to "In production": while it is in "Testing", Google ends every connection after 7 days.',
    'Google gives a project 10,000 units for a day, which ends at midnight Pacific time. A page of 50 entries takes one.',
    ...GOOGLE_NOTES,
  ],
}
