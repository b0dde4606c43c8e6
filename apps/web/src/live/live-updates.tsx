import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { changesFollowChanges } from '@tributary/client'
import { useEffect } from 'react'
import { client } from '../api/client.ts'
import { reportUnreachable } from './reachability.ts'

/** The first words of the keys of queries that a change of a type makes outdated. */
const OUTDATED: Readonly<Record<string, readonly string[]>> = {
  item: ['items', 'library'],
  value: ['values', 'metrics'],
  measurement: ['measurements', 'metrics'],
  event: ['events', 'metrics'],
  job: ['jobs', 'imports', 'notifications', 'integrations', 'coverage'],
  connection: ['connections', 'integrations', 'notifications'],
}

/** Many changes arrive together: what they concern is read again once. */
const COLLECT_MILLISECONDS = 500

/** Reads again what has changed on the server, for as long as the page is open. Shows nothing. */
export function LiveUpdates() {
  const queryClient = useQueryClient()
  useEffect(() => {
    const controller = new AbortController()
    void follow(queryClient, controller.signal)
    return () => controller.abort()
  }, [queryClient])
  return null
}

async function follow(queryClient: QueryClient, signal: AbortSignal): Promise<void> {
  const collected = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const keys = [...collected]
    collected.clear()
    for (const key of keys) {
      // Reading again would cancel the reading that is under way, and during a long import none would ever end.
      if (queryClient.isFetching({ queryKey: [key] }) > 0) collected.add(key)
      else void queryClient.invalidateQueries({ queryKey: [key] })
    }
    if (collected.size > 0) timer = setTimeout(flush, COLLECT_MILLISECONDS)
  }
  signal.addEventListener('abort', () => clearTimeout(timer))
  try {
    for await (const { change } of changesFollowChanges({
      client,
      signal,
      onReconnect: (reason) => {
        if (reason !== undefined) reportUnreachable()
      },
    })) {
      for (const key of OUTDATED[change.type] ?? []) collected.add(key)
      timer ??= setTimeout(flush, COLLECT_MILLISECONDS)
    }
  } catch {
    // Signed out, or too many pages of this person are open: this one is no longer live, and its queries still work.
  }
}
