import type { QueryClient } from '@tanstack/react-query'

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

/** Collects what has changed, and reads it again. */
export class OutdatedQueries {
  readonly #queryClient: QueryClient
  readonly #signal: AbortSignal
  readonly #keys = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(queryClient: QueryClient, signal: AbortSignal) {
    this.#queryClient = queryClient
    this.#signal = signal
    signal.addEventListener('abort', () => clearTimeout(this.#timer))
  }

  /** `item`, `value`, …: the type of a resource. */
  addChange(type: string): void {
    for (const key of OUTDATED[type] ?? []) this.#keys.add(key)
    this.#schedule()
  }

  #schedule(): void {
    if (!this.#signal.aborted) this.#timer ??= setTimeout(() => this.#flush(), COLLECT_MILLISECONDS)
  }

  #flush(): void {
    this.#timer = undefined
    const keys = [...this.#keys]
    this.#keys.clear()
    for (const key of keys) {
      // Reading again would cancel the reading that is under way, and during a long import none would ever end.
      if (this.#queryClient.isFetching({ queryKey: [key] }) > 0) this.#keys.add(key)
      else void this.#queryClient.invalidateQueries({ queryKey: [key] })
    }
    if (this.#keys.size > 0) this.#schedule()
  }
}
