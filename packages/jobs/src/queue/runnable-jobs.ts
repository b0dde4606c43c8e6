import type { WaitingFor } from '../tables.ts'

/** What this process can run: integrations that are up, with all that their jobs need. */
export interface RunnableJobs {
  /** Integrations whose files can be imported. */
  readonly imports: readonly string[]
  /** Integrations whose providers can be read. */
  readonly syncs: readonly string[]
  /** What the others wait for, by `runnableKey`. */
  readonly unavailable: Readonly<Record<string, WaitingFor>>
}

/** `netflix/import`, `spotify/sync`: back-fills need what syncs need. */
export function runnableKey(integration: string, kind: 'import' | 'sync'): string {
  return `${integration}/${kind}`
}

/** The keys of all that can be run. */
export function keysOf({ imports, syncs }: RunnableJobs): readonly string[] {
  return [
    ...imports.map((integration) => runnableKey(integration, 'import')),
    ...syncs.map((integration) => runnableKey(integration, 'sync')),
  ].toSorted()
}
