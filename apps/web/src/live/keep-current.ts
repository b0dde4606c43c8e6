import type { QueryClient } from '@tanstack/react-query'
import {
  changesFollowChanges,
  changesListChanges,
  isTributaryProblem,
  retrying,
  type TributaryClient,
} from '@tributary/client'
import { OutdatedQueries } from './outdated-queries.ts'
import { reportUnreachable } from './reachability.ts'

export interface KeepCurrentOptions {
  readonly client: TributaryClient
  readonly signal: AbortSignal
  /** Milliseconds before it starts over, so that a server that refuses every cursor is not asked without end. Default 1000. */
  readonly pause?: number
}

/**
 * Reads again what changes on the server, until the signal aborts. Where the server no longer knows what has changed since, everything is
 * read again. Ends where the server refuses to tell of changes.
 */
export async function keepCurrent(
  queryClient: QueryClient,
  { client, signal, pause = 1000 }: KeepCurrentOptions,
): Promise<void> {
  const outdated = new OutdatedQueries(queryClient, signal)
  let cursor: string | undefined
  while (!signal.aborted) {
    try {
      const changes = changesFollowChanges({
        client,
        signal,
        ...(cursor === undefined ? {} : { query: { cursor } }),
        onReconnect: (reason) => {
          if (reason !== undefined) reportUnreachable()
        },
      })
      for await (const { change } of changes) outdated.addChange(change.type)
      return
    } catch (error) {
      if (!isTributaryProblem(error) || error.code !== 'CHANGES_START_OVER') throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
      // Before everything is read: what changes meanwhile comes after this cursor.
      cursor = await newestCursor(client, signal)
      void queryClient.invalidateQueries()
    }
  }
}

async function newestCursor(client: TributaryClient, signal: AbortSignal): Promise<string> {
  const list = () => changesListChanges({ client, query: { cursor: 'now' }, signal })
  return (await retrying(list, { attempts: Number.POSITIVE_INFINITY, signal })).data.nextCursor
}
