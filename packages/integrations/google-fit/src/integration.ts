import { defineIntegration, fileImport } from '@tributary/integration-kit'
import { recogniseMixed } from '@tributary/integration-kit/files'
import { FACTS, HOW_TO } from './facts-table.ts'
import { icon } from './icon.ts'
import { GoogleFitImportOptions } from './import-options.ts'
import { dailyActivity, measurements, sessions } from './streams.ts'
import { EXPORT } from './takeout.ts'

export const googleFit = defineIntegration({
  name: 'google-fit',
  displayName: 'Google Fit',
  version: '1.0.0',
  description: 'Days, workouts, sleep, weight and heart rate of Google Fit, from a Google Takeout.',
  homepage: 'https://takeout.google.com',
  icon,
  author: 'The Tributary authors',
  tags: ['health', 'fitness', 'sleep'],
  files: fileImport({
    accept: ['.zip', '.csv', '.json'],
    maxBytes: 256 * 1024 * 1024,
    options: GoogleFitImportOptions,
    recognise: (sample) => recogniseMixed(sample, EXPORT),
    howTo: HOW_TO,
  }),
  facts: FACTS,
  streams: [dailyActivity, sessions, measurements],
})
