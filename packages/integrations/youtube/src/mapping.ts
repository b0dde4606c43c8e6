import type { EventRecord, MediaRecord } from '@tributary/integration-kit'
import { shortId, type TimedActivity } from '@tributary/integration-kit/files'
import { defined } from '@tributary/integration-kit/values'
import type { Activity } from './read-activity.ts'

type Timed<Kind extends Activity['kind']> = TimedActivity<Extract<Activity, { readonly kind: Kind }>>

/** A watch of the history. One address for each video, whatever else the link has. */
export function watchRecord({ activity, instant, date, value: raw }: Timed<'watch'>): MediaRecord {
  const { title, type, videoId, channel } = activity
  const creator = type === 'track' ? channel?.replace(/ - Topic$/, '') : channel
  return defined({
    externalId: shortId(`watch|${instant}|${videoId ?? 'removed'}`),
    type,
    title: title.slice(0, 4096),
    occurredOn: date,
    occurredAt: instant,
    creators: creator === undefined ? undefined : [creator],
    url: videoId === undefined ? undefined : videoUrl(videoId, type === 'track' ? 'music' : 'www'),
    raw,
  })
}

function videoUrl(videoId: string, host = 'www'): string {
  return `https://${host}.youtube.com/watch?v=${encodeURIComponent(videoId)}`
}

export function searchRecord({
  activity,
  instant,
  date,
  value: raw,
}: Timed<'search'>): EventRecord<'search'> {
  const { query } = activity
  const externalId = shortId(`search|${instant}|${query}`)
  return { externalId, type: 'search', title: query.slice(0, 4096), startedAt: instant, date, raw }
}
