import type { TributaryClient } from '../create-tributary-client.ts'
import type { ChangesChange, ChangesFollowChangesData } from '../generated/types.gen.ts'
import { type FollowOptions, followEvents } from './follow-events.ts'
import { openStream } from './open-stream.ts'

export interface ChangesStreamOptions extends FollowOptions {
  readonly client: TributaryClient
  /** `cursor` is where it begins; without one, with what happens next. */
  readonly query?: ChangesFollowChangesData['query']
}

/** A change, and the cursor after it. */
export interface FollowedChange {
  readonly change: ChangesChange
  readonly cursor: string
}

/**
 * `GET /api/changes/stream`: each change as it is committed. The iteration ends with `signal` only: connections that end or break are
 * replaced, and nothing between them is lost. `followChanges` begins with what there is.
 */
export async function* changesFollowChanges({
  client,
  query,
  ...options
}: ChangesStreamOptions): AsyncGenerator<FollowedChange, void, undefined> {
  const open = openStream({ client, url: '/api/changes/stream', query })
  for await (const { event, data, id } of followEvents(open, options)) {
    if (event === 'change') yield { change: JSON.parse(data) as ChangesChange, cursor: id ?? '' }
  }
}
