import type { EventRecord, Page, Stream } from '@tributary/integration-kit'
import { checkRecords } from '@tributary/jobs'

interface AnyRecord {
  readonly externalId?: string
  readonly field?: string
  readonly date?: string
}

/** The records resulting from some pages of a stream, by their identity, as stored by the sinks of the server. */
export class StoredRecords {
  readonly #stream: Stream
  readonly #records = new Map<string, string>()
  readonly #rejected = new Set<string>()

  constructor(stream: Stream, pages: readonly Page<unknown>[]) {
    this.#stream = stream
    for (const page of pages) this.#commit(page)
  }

  /** Deletes records that a page withdraws or removes; delivered ones replace existing ones. */
  #commit({ records, rejected = [], withdrawn = [], removed = [] }: Page<unknown>): void {
    const checked = checkRecords(this.#stream, records)
    for (const { reason } of [...rejected, ...checked.rejected]) this.#rejected.add(reason)
    for (const { field, date } of withdrawn) this.#records.delete(keyOf({ field, date }))
    for (const externalId of removed) this.#records.delete(keyOf({ externalId }))
    for (const record of checked.valid as AnyRecord[]) this.#records.set(keyOf(record), textOf(record))
  }

  get size(): number {
    return this.#records.size
  }

  /** Why records were rejected, each reason once. */
  get rejected(): readonly string[] {
    return [...this.#rejected]
  }

  /** Records as JSON, by their keys. */
  get byKey(): ReadonlyMap<string, string> {
    return this.#records
  }
}

function keyOf({ externalId, field, date }: AnyRecord): string {
  return externalId ?? `${field} ${date}`
}

/** Without `raw`, which may contain the time of the response. */
function textOf(record: AnyRecord): string {
  const { raw: _, ...rest } = record as Partial<EventRecord>
  return JSON.stringify(rest)
}
