import type { EventRecord, Page } from '@tributary/integration-kit'

interface AnyRecord {
  readonly externalId?: string
  readonly field?: string
  readonly date?: string
}

/** What pages leave behind: the records by what makes them the same again, as the sinks of the server keep them. */
export class StoredRecords {
  readonly #records = new Map<string, unknown>()

  /** Commits a page: what it withdraws or removes goes, what it delivers is written over what was there. */
  commit({ records, withdrawn = [], removed = [] }: Page<unknown>): void {
    for (const { field, date } of withdrawn) this.#records.delete(keyOf({ field, date }))
    for (const externalId of removed) this.#records.delete(keyOf({ externalId }))
    for (const record of records as AnyRecord[]) this.#records.set(keyOf(record), record)
  }

  get size(): number {
    return this.#records.size
  }

  /** In the order of their keys. `raw` is left out: it may hold the time of the answer. */
  list(): readonly (readonly [key: string, record: object])[] {
    return [...this.#records]
      .map(([key, record]) => [key, withoutRaw(record as EventRecord)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
  }
}

function keyOf({ externalId, field, date }: AnyRecord): string {
  return externalId ?? `${field} ${date}`
}

function withoutRaw({ raw: _, ...record }: Partial<EventRecord>): object {
  return record
}

/** The records of some pages. */
export function storedOf(pages: readonly Page<unknown>[]): StoredRecords {
  const stored = new StoredRecords()
  for (const page of pages) stored.commit(page)
  return stored
}
