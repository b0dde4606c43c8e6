import { type Static, Type } from 'typebox'
import { timeZoneOf } from '../../config/time-zone-setting.ts'
import { PossibleDates } from '../../dates/possible-dates.ts'
import type { ImportContext, Page } from '../../stream.ts'
import { type EntryContent, importEntries } from '../import-entries.ts'
import { readOptions, timeZoneOption } from '../import-options.ts'
import { rejectedEntry } from '../json/json-entries.ts'
import { type JsonContents, openJsonUpload, type UploadEntry } from '../json/upload-entries.ts'
import { type LocalTime, localTimes } from '../local-times.ts'
import { TIME_OPTIONS, WrittenTimes } from '../written-times/written-times.ts'

/** An export that lists activities of several kinds together: what was watched and what was searched for. */
export interface ActivityExport<Activity extends { readonly kind: string }>
  extends Omit<JsonContents, 'signal'> {
  /** The stream that imports this kind counts and reports what is of no kind. */
  readonly mainKind: Activity['kind']
  /** `YYYY-MM-DD`: earlier times are impossible. */
  readonly firstDate: string
  /** An activity of one of the kinds; `undefined` for an entry to skip and count; or the reason for which it is rejected. */
  read(value: UploadEntry['value'], filename: string): Activity | string | undefined
}

/** An activity with its time. */
export interface TimedActivity<Activity> extends LocalTime {
  readonly activity: Activity
  /** The entry as it is in the file. */
  readonly value: UploadEntry['value']
}

interface ActivitiesImport<Activity extends { readonly kind: string }, Kind extends Activity['kind'], Row> {
  readonly only: Kind
  toRecord(timed: TimedActivity<Extract<Activity, { readonly kind: Kind }>>): Row
  /** Milliseconds since 1970: times later than tomorrow are impossible. */
  now?(): number
}

/**
 * Imports the activities of one kind from an export that lists several kinds together, as JSON or as HTML. The JSON has the time in the
 * member `time`, with its offset from UTC; a row of HTML in the member `written`, in its language. Both are cut to whole seconds, so that
 * they are the same. The options of the import are `activityOptions`.
 *
 * @example
 * importFile: (context) =>
 *   importActivities(context, HISTORY, {
 *     only: 'seen',
 *     toRecord: ({ activity, instant, date, value: raw }) => ({
 *       externalId: `${instant}|${activity.title}`, type: 'movie' as const, title: activity.title,
 *       occurredOn: date, occurredAt: instant, raw,
 *     }),
 *   })
 */
export async function* importActivities<
  Activity extends { readonly kind: string },
  Kind extends Activity['kind'],
  Row extends object,
>(
  context: Pick<ImportContext, 'connection' | 'cursor' | 'file' | 'options' | 'signal'>,
  source: ActivityExport<Activity>,
  { only, toRecord, now = Date.now }: ActivitiesImport<Activity, Kind, Row>,
): AsyncGenerator<Page<Row>> {
  const { file, signal } = context
  const given = readOptions(activityOptions(), context.options)
  const options = { ...given, timeZone: given.timeZone.trim() || timeZoneOf(context.connection) }
  const times = new ActivityTimes(options, source.firstDate, now())
  const upload = await openJsonUpload(file, { ...source, signal })
  const activityOf = (entry: UploadEntry) => source.read(entry.value, entry.file ?? file.filename)
  const isMain = only === source.mainKind
  const isOwn = (activity: Activity | string | undefined) =>
    typeof activity === 'object' ? activity.kind === only : isMain
  yield* importEntries<UploadEntry, Row>(context, {
    ...upload,
    ...(isMain ? {} : { report: { rejected: [] } }),
    async *entries() {
      for await (const batch of upload.entries()) yield batch.filter((entry) => isOwn(activityOf(entry)))
    },
    survey: (entry) => times.survey(entry),
    reader() {
      times.finish()
      return (entry): EntryContent<Row> => {
        const activity = activityOf(entry)
        if (activity === undefined) return { skipped: true }
        const time = times.read(entry.value)
        if (typeof activity === 'string' || time === undefined) {
          const reason = typeof activity === 'string' ? activity : 'Its time cannot be read.'
          return { rejected: rejectedEntry(entry, reason, entry.value) }
        }
        // Entries of another kind were filtered out.
        const own = activity as Extract<Activity, { readonly kind: Kind }>
        return { toRecord: () => toRecord({ activity: own, ...time, value: entry.value }) }
      }
    },
  })
}

/**
 * The options of such an import: how written times are read, where the file leaves that open, and `timeZone`, which determines local dates.
 * Its default is that of the person's connection, or else UTC.
 *
 * @example
 * const Options = activityOptions('Where you were, as an IANA name such as Europe/Berlin.')
 */
export function activityOptions(timeZone = '') {
  return Type.Object({ ...TIME_OPTIONS, timeZone: timeZoneOption(timeZone, { default: '' }) })
}

/** Times of both formats. */
class ActivityTimes {
  readonly #written: WrittenTimes
  readonly #timeOf: (instant: unknown) => LocalTime | undefined

  constructor(options: Required<Static<ReturnType<typeof activityOptions>>>, firstDate: string, now: number) {
    this.#timeOf = localTimes({ timeZone: options.timeZone, first: firstDate, now })
    this.#written = new WrittenTimes(
      options,
      new PossibleDates({ date: firstDate, reason: 'the first data' }, now),
    )
  }

  survey(entry: UploadEntry): void {
    const { written } = entry.value
    if (typeof written === 'string') this.#written.survey(written, entry)
  }

  finish(): void {
    this.#written.finish()
  }

  read({ written, time }: UploadEntry['value']): LocalTime | undefined {
    return this.#timeOf(typeof written === 'string' ? this.#written.read(written) : time)
  }
}
