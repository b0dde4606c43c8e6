import type { EventRecord, MediaRecord } from '@tributary/integration-kit'
import { shortId, type TimedActivity } from '@tributary/integration-kit/files'
import { defined, withoutMembers } from '@tributary/integration-kit/values'
import type { PlaylistItem, Subscription } from './api-shapes.ts'
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

/** Of a response, without what is long and changes. */
const KEPT_OUT = /^(?:etag|kind|thumbnails|description)$/

/**
 * A like, or the addition to a playlist. A video that is gone has a placeholder for its title: it does not replace the title that was
 * delivered `before`.
 */
export function itemRecord(
  item: PlaylistItem,
  { type, playlist, localDate, before }: ItemPlace,
): EventRecord | undefined {
  const { publishedAt, title, videoOwnerChannelTitle: channel, resourceId } = item.snippet
  if (channel === undefined && Date.parse(publishedAt) < Date.parse(before)) return undefined
  const values = defined({ link: videoUrl(resourceId.videoId), channel, playlist })
  return accountEvent(item, { type, title, values, localDate })
}

interface ItemPlace {
  readonly type: 'like' | 'playlist-addition'
  readonly playlist: string | undefined
  readonly localDate: (instant: string) => string
  readonly before: string
}

export function subscriptionRecord(item: Subscription, localDate: ItemPlace['localDate']): EventRecord {
  const { title, resourceId } = item.snippet
  const link = `https://www.youtube.com/channel/${encodeURIComponent(resourceId.channelId)}`
  return accountEvent(item, { type: 'subscription', title, values: { link }, localDate })
}

function accountEvent(
  item: PlaylistItem | Subscription,
  { localDate, ...event }: Pick<EventRecord, 'type' | 'title' | 'values'> & Pick<ItemPlace, 'localDate'>,
): EventRecord {
  const { id, snippet } = item
  const startedAt = snippet.publishedAt
  const raw = withoutMembers(item, KEPT_OUT)
  return { externalId: shortId(id), ...event, startedAt, date: localDate(startedAt), raw }
}
