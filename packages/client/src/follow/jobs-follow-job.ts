import type { TributaryClient } from '../create-tributary-client.ts'
import type { JobsImportJob } from '../generated/types.gen.ts'
import { type FollowOptions, followEvents } from './follow-events.ts'
import { openStream } from './open-stream.ts'

export interface JobStreamOptions extends FollowOptions {
  readonly client: TributaryClient
  readonly path: { readonly id: string }
}

/**
 * `GET /api/jobs/{id}/events`: the job now, then with each change. The last one is the job as it has ended.
 *
 * @example
 * for await (const { status, processed } of jobsFollowJob({ client, path: { id } })) show(status, processed)
 */
export async function* jobsFollowJob({
  client,
  path,
  ...options
}: JobStreamOptions): AsyncGenerator<JobsImportJob, void, undefined> {
  const open = openStream({ client, url: '/api/jobs/{id}/events', path })
  let shown = ''
  for await (const { event, data } of followEvents(open, options)) {
    // `end` repeats the job that the last `job` has shown, unless the connection broke between them.
    if (data !== shown) yield JSON.parse(data) as JobsImportJob
    shown = data
    if (event === 'end') return
  }
}
