import { eventStream, type ImportContext, mediaStream, type Page } from '@tributary/integration-kit'
import { PossibleDates, readInstant } from '@tributary/integration-kit/dates'
import {
  importEntries,
  localDateOf,
  openJsonUpload,
  readOptions,
  rejectedEntry,
  type UploadEntry,
  WrittenTimes,
} from '@tributary/integration-kit/files'
import { YouTubeImportOptions } from './import-options.ts'
import { searchRecord, watchRecord } from './mapping.ts'
import { type Activity, readActivity } from './read-activity.ts'
import { HISTORY } from './recognise-file.ts'

const FIRST = { date: '2005-02-14', reason: 'the day YouTube was founded' } as const

// HTML and JSON write the same row differently.
const rawChanges = 'ignore'

export const watchHistory = mediaStream({
  id: 'watch-history',
  displayName: 'Watch history',
  rawChanges,
  importFile: (context) =>
    importActivities(context, { isOwn: (kind) => kind !== 'search', kind: 'watch', toRecord: watchRecord }),
})

export const searchHistory = eventStream({
  id: 'search-history',
  displayName: 'Search history',
  types: { search: { label: 'Search' } },
  rawChanges,
  importFile: (context) =>
    importActivities(context, { isOwn: (kind) => kind === 'search', kind: 'search', toRecord: searchRecord }),
})

interface Wanted<Kind extends Activity['kind'], Row> {
  /** Each row is counted by one stream alone. */
  isOwn(kind: Activity['kind']): boolean
  readonly kind: Kind
  toRecord(dated: {
    activity: Extract<Activity, { kind: Kind }>
    at: string
    date: string
    raw: UploadEntry['value']
  }): Row
}

async function* importActivities<Kind extends Activity['kind'], Row>(
  context: ImportContext,
  { isOwn, kind, toRecord }: Wanted<Kind, Row>,
): AsyncGenerator<Page<Row>> {
  const options = readOptions(YouTubeImportOptions, context.options)
  const localDate = localDateOf(options.timeZone)
  const possible = new PossibleDates(FIRST, Date.now())
  const times = new WrittenTimes(options, possible)
  const upload = await openJsonUpload(context.file, { ...HISTORY, signal: context.signal })
  const activityOf = (entry: UploadEntry) => readActivity(entry.value, entry.file ?? context.file.filename)
  const instantOf = ({ time, written }: UploadEntry['value']) =>
    typeof written === 'string' ? times.read(written) : wholeSecond(time, possible)
  yield* importEntries(context, {
    ...upload,
    ...(kind === 'watch' ? {} : { report: { rejected: [] } }),
    async *entries() {
      for await (const batch of upload.entries()) yield batch.filter((entry) => isOwn(activityOf(entry).kind))
    },
    survey(entry) {
      if (typeof entry.value['written'] === 'string') times.survey(entry.value['written'], entry)
    },
    reader() {
      times.finish()
      return (entry) => {
        const activity = activityOf(entry)
        if (activity.kind === 'unusable')
          return { rejected: rejectedEntry(entry, activity.reason, entry.value) }
        if (!isKind(activity, kind)) return { skipped: true }
        const at = instantOf(entry.value)
        if (at === undefined)
          return { rejected: rejectedEntry(entry, 'Its time cannot be read.', entry.value) }
        return { toRecord: () => toRecord({ activity, at, date: localDate(at), raw: entry.value }) }
      }
    },
  })
}

function isKind<Kind extends Activity['kind']>(
  activity: Activity,
  kind: Kind,
): activity is Extract<Activity, { kind: Kind }> {
  return activity.kind === kind
}

/** JSON has milliseconds, and HTML does not. */
function wholeSecond(value: unknown, possible: PossibleDates): string | undefined {
  const time = readInstant(value)
  if (time === undefined) return undefined
  const at = `${new Date(time).toISOString().slice(0, 19)}Z`
  return possible.has(at.slice(0, 10)) ? at : undefined
}
