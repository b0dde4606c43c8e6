import { defineIntegration, fileImport } from '@tributary/integration-kit'
import { ICON } from './icon.ts'
import { NetflixImportOptions } from './import-options.ts'
import { recogniseFile } from './recognise-file.ts'
import { viewingHistory } from './streams.ts'

export const netflix = defineIntegration({
  name: 'netflix',
  displayName: 'Netflix',
  version: '1.0.0',
  description: 'What you watched on Netflix, from either of the two files Netflix gives out.',
  homepage: 'https://www.netflix.com/viewingactivity',
  icon: ICON,
  author: 'The Tributary authors',
  tags: ['video', 'streaming'],
  files: fileImport({
    accept: ['.csv'],
    maxBytes: 100 * 1024 * 1024,
    options: NetflixImportOptions,
    recognise: recogniseFile,
    howTo: [
      'Quick, one profile, dates only: open https://www.netflix.com/viewingactivity in a browser, signed in with the profile you want.',
      'Choose "Download all" at the end of the list and upload NetflixViewingHistory.csv here.',
      'Complete, all profiles, with times and durations: request your data at https://www.netflix.com/account/getmyinfo.',
      'Netflix sends an e-mail when it is ready, within hours or up to 30 days. Download the ZIP file and unpack it.',
      'Upload CONTENT_INTERACTION/ViewingActivity.csv from it here.',
    ],
  }),
  facts: {
    notes: [
      'Netflix has no API for the viewing history: a file is the only source.',
      'Import one kind of file per profile. The quick file has neither times nor the profile, so the same viewing from both files is kept twice.',
      'The full file is recognized after renaming a profile or changing the language of the account. The quick file is not: its viewings are identified by date, title and the profile you choose.',
      'Netflix does not mark films; what is not certainly an episode has the type "unknown".',
    ],
  },
  streams: [viewingHistory],
})
