const SOURCE = 'data source'

/**
 * The files of a Google Takeout with values of days, the most trusted first. `Global Export Data/` has JSON that Fitbit has merged over devices;
 * `Physical Activity_GoogleData/` has CSV with the rows of each device and app, which overlap.
 */
export const DAY_FILES = {
  steps: { name: /^steps-\d{4}-/, format: 'list', field: 'steps', columns: ['value'], clock: 'instant' },
  // Hundredths of a metre.
  distance: {
    name: /^distance-\d{4}-/,
    format: 'list',
    field: 'distance',
    columns: ['value'],
    clock: 'instant',
    unit: 100_000,
  },
  // By the person's clock, unlike steps and distance.
  calories: {
    name: /^calories-\d{4}-/,
    format: 'list',
    field: 'calories',
    columns: ['value'],
    clock: 'local',
  },
  deviceSteps: {
    name: /^steps_/,
    format: 'table',
    field: 'steps',
    columns: ['steps'],
    clock: 'instant',
    source: SOURCE,
  },
  deviceDistance: {
    name: /^distance_/,
    format: 'table',
    field: 'distance',
    columns: ['distance'],
    clock: 'instant',
    unit: 1000,
    source: SOURCE,
  },
  deviceCalories: {
    name: /^calories_\d{4}-/,
    format: 'table',
    field: 'calories',
    columns: ['calories'],
    clock: 'instant',
    source: SOURCE,
  },
  zoneMinutes: {
    name: /^active_zone_minutes/,
    format: 'table',
    field: 'activeZoneMinutes',
    columns: ['total minutes'],
    clock: 'instant',
    source: SOURCE,
  },
  oldZoneMinutes: {
    name: /^Active Zone Minutes - /,
    format: 'table',
    field: 'activeZoneMinutes',
    columns: ['total_minutes'],
    clock: 'local',
  },
  dailyRestingHeartRate: {
    name: /^daily_resting_heart_rate/,
    format: 'table',
    field: 'restingHeartRate',
    columns: ['beats per minute'],
    clock: 'local',
    positive: true,
  },
  // Padded with zeros to the end of the year.
  restingHeartRate: {
    name: /^resting_heart_rate-\d{4}-/,
    format: 'list',
    field: 'restingHeartRate',
    columns: ['value.value'],
    clock: 'local',
    positive: true,
  },
  dailyVariability: {
    name: /^daily_heart_rate_variability/,
    format: 'table',
    field: 'heartRateVariability',
    columns: [
      'average heart rate variability milliseconds',
      'deep sleep root mean square of successive differences milliseconds',
    ],
    clock: 'local',
    positive: true,
  },
  oldVariability: {
    name: /^Daily Heart Rate Variability Summary/,
    format: 'table',
    field: 'heartRateVariability',
    columns: ['rmssd'],
    clock: 'local',
    positive: true,
  },
  dailySaturation: {
    name: /^daily_oxygen_saturation/,
    format: 'table',
    field: 'oxygenSaturation',
    columns: ['average percentage'],
    clock: 'local',
    positive: true,
  },
  oldSaturation: {
    name: /^Daily SpO2/,
    format: 'table',
    field: 'oxygenSaturation',
    columns: ['average_value'],
    clock: 'local',
    positive: true,
  },
  dailyBreathing: {
    name: /^daily_respiratory_rate/,
    format: 'table',
    field: 'breathingRate',
    columns: ['breaths per minute'],
    clock: 'local',
    positive: true,
  },
  oldBreathing: {
    name: /^Daily Respiratory Rate Summary/,
    format: 'table',
    field: 'breathingRate',
    columns: ['daily_respiratory_rate'],
    clock: 'local',
    positive: true,
  },
  // Of one person, whatever sent them: the average of a day is of all.
  weights: {
    name: /^weight(?:_|\.|\s*\()/,
    format: 'table',
    field: 'weight',
    columns: ['weight grams'],
    clock: 'instant',
    unit: 1000,
    positive: true,
  },
  // In the unit of the account.
  weightLogs: {
    name: /^weight-\d{4}-/,
    format: 'list',
    field: 'weight',
    columns: ['weight'],
    clock: 'local',
    positive: true,
  },
} as const

/** The values of a day from those of its rows, with the digits of the API. */
export const DAY_FIELDS = {
  steps: { parts: 'sum', digits: 0 },
  distance: { parts: 'sum', digits: 3 },
  calories: { parts: 'sum', digits: 0 },
  activeZoneMinutes: { parts: 'sum', digits: 0 },
  restingHeartRate: { parts: 'last', digits: 0 },
  heartRateVariability: { parts: 'last', digits: 1 },
  oxygenSaturation: { parts: 'last', digits: 1 },
  breathingRate: { parts: 'last', digits: 1 },
  weight: { parts: 'average', digits: 2 },
} as const

/** What one kilogram is in the unit of an account. */
export const KILOGRAMS = { kg: 1, lb: 2.204_622_621_848_776 } as const

/** Names of a Takeout, for messages. */
export const TAKEOUT = {
  provider: 'Fitbit or Google Health',
  what: 'daily values and sleep',
  lookFor:
    'the JSON files of Global Export Data (steps-…, sleep-…), or the CSV files of Physical Activity_GoogleData and Health Fitness Data_GoogleData',
  folder: /(^|\/)(Fitbit|Google Health)\//,
} as const

/** How to obtain the file. */
export const HOW_TO = [
  'Open https://takeout.google.com, signed in with the Google account of your Fitbit, and choose "Deselect all".',
  'Choose "Google Health" alone (until spring 2026 "Fitbit"), and "Next step".',
  'Choose ZIP files, of the largest size so that there is one, and "Create export". It takes from some minutes to some days.',
  'Download it within a week, and upload the ZIP file here as it is. Choose the time zone where you lived.',
] as const
