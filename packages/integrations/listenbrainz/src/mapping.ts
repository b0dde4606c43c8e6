import type { MediaRecord } from '@tributary/integration-kit'
import { shortId } from '@tributary/integration-kit/files'
import { textOf, withoutMembers } from '@tributary/integration-kit/values'
import type { Listen } from './api-shapes.ts'

/**
 * One listen. Its id consists of what never changes: its time and the submitted metadata. The server may find it in MusicBrainz
 * later; then the item is updated.
 */
export function listenRecord(listen: Listen, localDate: (instant: string) => string): MediaRecord {
  const { artist_name: artist, track_name: title, additional_info: submitted } = listen.track_metadata
  const second = Math.floor(listen.listened_at)
  const occurredAt = new Date(second * 1000).toISOString()
  const submittedMbid = textOf(submitted?.recording_mbid)
  const recording = listen.recording_msid ?? submittedMbid ?? `${artist}|${title}`
  const mbid = textOf(listen.track_metadata.mbid_mapping?.recording_mbid) ?? submittedMbid
  return {
    externalId: shortId(`${second}|${recording}`, `${second}|`),
    type: 'track',
    title,
    creators: [artist],
    occurredOn: localDate(occurredAt),
    occurredAt,
    raw: withoutMembers(listen, /^user_name$/),
    ...(mbid !== undefined && { url: `https://musicbrainz.org/recording/${encodeURIComponent(mbid)}` }),
  }
}
