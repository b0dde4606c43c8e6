import { defineIntegration, fileImport } from '@tributary/integration-kit'
import { recogniseMixed } from '@tributary/integration-kit/files'
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
    howTo: [
      'Open https://takeout.google.com, signed in with your Google account, and choose "Deselect all".',
      'Choose "Fit" alone, and "Next step".',
      'Choose ZIP files, of the largest size, and "Create export". It takes from some minutes to some days.',
      'Download all parts of the export within a week.',
      'Upload each ZIP file here as it is: the parts have different files.',
    ],
  }),
  facts: {
    sunset: { date: '2026-12-31', successor: 'Google Health' },
    notes: [
      'Google Fit ends with the year 2026, and is closed to new apps: its Takeout is the last way to keep your data.',
      'Google Health continues it, through the integration Fitbit. Days that both have are shown once.',
    ],
  },
  streams: [dailyActivity, sessions, measurements],
})
