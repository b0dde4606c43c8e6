/** The collections, by their names in paths. */
export const COLLECTIONS = [
  'daily_activity',
  'daily_sleep',
  'daily_readiness',
  'daily_spo2',
  'sleep',
  'workout',
] as const

export type Collection = (typeof COLLECTIONS)[number]

/** A document of any collection, in the format of Oura. */
export interface RingDocument {
  readonly id: string
  /** `YYYY-MM-DD`, the date to which it belongs. */
  readonly day: string
  readonly [member: string]: unknown
}

/** The documents of one account's ring. */
export class Ring {
  readonly #documents: Record<Collection, RingDocument[]>

  constructor(documents: Readonly<Partial<Record<Collection, readonly RingDocument[]>>>) {
    this.#documents = Object.fromEntries(
      COLLECTIONS.map((collection) => [collection, [...(documents[collection] ?? [])]]),
    ) as Record<Collection, RingDocument[]>
  }

  /** Ordered by day, including future ones. */
  documents(collection: Collection): readonly RingDocument[] {
    return this.#documents[collection].toSorted((one, other) => (one.day < other.day ? -1 : 1))
  }

  add(collection: Collection, ...documents: readonly RingDocument[]): void {
    this.#documents[collection].push(...documents)
  }

  /** Changes members of a document: `{ type: 'deleted' }` is a sleep deleted in the app. */
  change(collection: Collection, id: string, members: Readonly<Record<string, unknown>>): void {
    const index = this.#documents[collection].findIndex((document) => document.id === id)
    const found = this.#documents[collection][index]
    if (found === undefined) throw new Error(`there is no document "${id}" in ${collection}`)
    this.#documents[collection][index] = { ...found, ...members }
  }
}

/** When a document starts and when it is available, as local times with offsets; a daily one is available from 4 o'clock on. */
export function spanOf(document: RingDocument): { readonly begins: string; readonly ends: string } {
  const begins = document['bedtime_start'] ?? document['start_datetime'] ?? document['timestamp']
  const ends = document['bedtime_end'] ?? document['end_datetime'] ?? document['timestamp']
  const fallback = `${document.day}T04:00:00+00:00`
  return { begins: textOr(begins, fallback), ends: textOr(ends, fallback) }
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback
}
