/** The columns of ViewingActivity.csv, in the order Netflix writes them, which a translated header keeps. */
export const FULL_COLUMNS = [
  'Profile Name',
  'Start Time',
  'Duration',
  'Attributes',
  'Title',
  'Supplemental Video Type',
  'Device Type',
  'Bookmark',
  'Latest Bookmark',
  'Country',
] as const

export type FullColumn = (typeof FULL_COLUMNS)[number]

/** Column name → place in the row; columns that Netflix adds or moves do no harm. */
export type FullColumnPlaces = ReadonlyMap<FullColumn, number>

/** The columns without which a row says nothing, or says something it should not. */
export const NEEDED_COLUMNS = [
  'Profile Name',
  'Start Time',
  'Duration',
  'Attributes',
  'Title',
  'Supplemental Video Type',
] as const satisfies readonly FullColumn[]

export const START_TIME = /^(\d{4})-(\d\d)-(\d\d) (\d\d):([0-5]\d):([0-5]\d)$/
export const DURATION = /^(\d{1,4}):([0-5]\d):([0-5]\d)$/
