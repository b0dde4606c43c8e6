import type { MediaRecord } from '@tributary/integration-kit'
import type { Play } from './api-shapes.ts'

/** The id has to be the same each time the same play is delivered. */
export function playRecord(play: Play): MediaRecord {
  return {
    externalId: play.id,
    type: 'track',
    title: play.title,
    occurredOn: play.playedAt.slice(0, 10),
    occurredAt: play.playedAt,
    raw: { ...play },
  }
}
