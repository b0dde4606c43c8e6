import { defineIntegration, fileImport } from '@tributary/integration-kit'
import { recogniseSections } from '@tributary/integration-kit/files'
import { EXPORT } from './export-table.ts'
import { ICON } from './icon.ts'
import { TikTokImportOptions } from './import-options.ts'
import { likesAndSearches, watchHistory } from './streams.ts'

export const tiktok = defineIntegration({
  name: 'tiktok',
  displayName: 'TikTok',
  version: '1.0.0',
  description: 'What you watched, liked and searched for on TikTok, from the data export of TikTok.',
  homepage: 'https://www.tiktok.com/setting',
  icon: ICON,
  author: 'The Tributary authors',
  tags: ['video'],
  files: fileImport({
    accept: ['.zip', '.json', '.txt'],
    maxBytes: 256 * 1024 * 1024,
    options: TikTokImportOptions,
    recognise: (sample) => recogniseSections(sample, EXPORT),
    howTo: [
      'In the TikTok app open Profile, the menu, "Settings and privacy", Account, "Download your data"; or in a browser https://www.tiktok.com/setting.',
      'Choose all data, and JSON as the file format. The default, TXT, is read too, but in English and Dutch only.',
      'Choose "Request data". It takes from some minutes to some days.',
      'Come back to "Download data" and download the file: TikTok keeps it for four days only.',
      'Upload the ZIP file here as it is, or user_data_tiktok.json from it.',
    ],
  }),
  facts: {
    notes: [
      'TikTok has no API for the watch history that a server of your own can use: a file is the only source.',
      'The export has links to videos, but seldom their titles, and never who made them.',
      'A short watch history does not mean that you deleted the rest: exports of 2023 were seen without any.',
    ],
  },
  streams: [watchHistory, likesAndSearches],
})
