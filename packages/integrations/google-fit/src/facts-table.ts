/** Facts of Google Fit and of Google Takeout, as of November 2026. */
export const FACTS = {
  sunset: { date: '2026-12-31', successor: 'Google Health', successorIntegration: 'fitbit' },
  notes: [
    'Google Fit ends with the year 2026, and is closed to new apps: its Takeout is the last way to keep your data.',
    'Google Health continues it, through the integration Fitbit. Days that both have are shown once.',
  ],
} as const

/** How to obtain the files. */
export const HOW_TO = [
  'Open https://takeout.google.com, signed in with your Google account, and choose "Deselect all".',
  'Choose "Fit" alone, and "Next step".',
  'Choose ZIP files, of the largest size, and "Create export". It takes from some minutes to some days.',
  'Download all parts of the export within a week.',
  'Upload each ZIP file here as it is: the parts have different files.',
] as const

/** The names of a Takeout, for messages, and its folders: in German `Google Fit/`, in Korean `피트니스/`. */
export const TAKEOUT = {
  provider: 'Google Fit',
  what: 'daily values, workouts, sleep, weight and heart rate',
  lookFor:
    'the CSV files of Daily activity metrics, the JSON files of All Sessions, and of All Data the merged streams of heart rate and weight',
  folder: /(^|\/)(Google Fit|Fit|피트니스)\//u,
} as const
