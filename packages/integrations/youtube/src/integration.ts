import { defineIntegration, fileImport } from '@tributary/integration-kit'
import { recogniseEntries } from '@tributary/integration-kit/files'
import { searchHistory, watchHistory } from './streams.ts'
import { HISTORY, YouTubeImportOptions } from './takeout.ts'

export const youtube = defineIntegration({
  name: 'youtube',
  displayName: 'YouTube',
  version: '1.0.0',
  description: 'What you watched and searched for on YouTube and YouTube Music, from Google Takeout.',
  homepage: 'https://takeout.google.com',
  author: 'The Tributary authors',
  tags: ['video', 'music', 'streaming'],
  files: fileImport({
    accept: ['.zip', '.json', '.html'],
    maxBytes: 512 * 1024 * 1024,
    options: YouTubeImportOptions,
    recognise: (sample) => recogniseEntries(sample, HISTORY),
    howTo: [
      'Open https://takeout.google.com, signed in with the account you watch with. Choose "Deselect all", then tick "YouTube and YouTube Music".',
      'Choose "All YouTube data included", leave only "history" ticked, and confirm.',
      'Choose "Multiple formats" and set history to JSON. HTML, the default, can be imported as well.',
      'Create the export. Google sends an e-mail when it is ready, after minutes or hours.',
      'Download the ZIP file and upload it here as it is, each of its parts if there are several, or the single files out of it.',
    ],
  }),
  facts: {
    notes: [
      'YouTube has no watch history in its API: a file is the only source.',
      'The same history in HTML and in JSON is stored once.',
      'Ads, posts, surveys and visited pages are not watched videos: they are skipped and counted.',
      'A video that was removed has neither title nor link. It is imported from English exports, and skipped in other languages, which write it like a post.',
    ],
  },
  streams: [watchHistory, searchHistory],
})
