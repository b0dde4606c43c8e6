/** The columns of ViewingActivity.csv, in the order of Netflix, which a translated header keeps. */
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

/** The columns without which a row is useless or misleading. */
export const NEEDED_COLUMNS = [
  'Profile Name',
  'Start Time',
  'Duration',
  'Attributes',
  'Title',
  'Supplemental Video Type',
] as const satisfies readonly FullColumn[]
