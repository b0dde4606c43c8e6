import type { EventRecord, MediaRecord } from '@tributary/integration-kit'
import { shortId } from '@tributary/integration-kit/files'
import { type Activity, channelOf } from './read-activity.ts'

/** An activity with its time in whole seconds, as both formats have it. */
interface Dated<Kind extends Activity['kind']> {
  readonly activity: Extract<Activity, { kind: Kind }>
  readonly at: string
  readonly date: string
  readonly raw: Readonly<Record<string, unknown>>
}

const TYPES = { video: 'video', music: 'track', tv: 'unknown' } as const

export function watchRecord({ activity, at, date, raw }: Dated<'watch'>): MediaRecord {
  const { title, videoId, product } = activity
  const channel = channelOf(raw)
  const creator = product === 'music' ? channel?.replace(/ - Topic$/, '') : channel
  return {
    externalId: shortId(`watch|${at}|${videoId ?? 'removed'}`),
    type: TYPES[product],
    title: title.slice(0, 4096),
    occurredOn: date,
    occurredAt: at,
    ...(creator === undefined ? {} : { creators: [creator] }),
    ...(videoId === undefined ? {} : { url: addressOf(videoId, product) }),
    raw,
  }
}

/** One address for each video, whatever else the link has. */
function addressOf(videoId: string, product: Dated<'watch'>['activity']['product']): string {
  const host = product === 'music' ? 'music.youtube.com' : 'www.youtube.com'
  return `https://${host}/watch?v=${encodeURIComponent(videoId)}`
}

export function searchRecord({ activity: { query }, at, date, raw }: Dated<'search'>): EventRecord<'search'> {
  return {
    externalId: shortId(`search|${at}|${query}`),
    type: 'search',
    title: query.slice(0, 4096),
    startedAt: at,
    date,
    raw,
  }
}
