import type { WaitingFor } from '../tables.ts'

/** The jobs that this process can run: running integrations with all required plugins. */
export interface RunnableJobs {
  /** Integrations whose files can be imported. */
  readonly imports: readonly string[]
  /** Integrations whose providers can be read. */
  readonly syncs: readonly string[]
  /** The missing plugin of the others, by `runnableKey`. */
  readonly unavailable: Readonly<Record<string, WaitingFor>>
}

/** `netflix/import`, `spotify/sync`: back-fills have the requirements of syncs. */
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
