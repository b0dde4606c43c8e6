import type { MediaRecord } from '../records.ts'
import type { ImportContext } from '../stream.ts'

/** The minimum of days with other titles, before they are considered more than an event that the provider has renamed. */
const MIN_DAYS = 3

/** Pages to compare: ten thousand events are enough, and each page costs a query. */
const MAX_PAGES = 20

type Delivered = NonNullable<ImportContext['delivered']>

/** How to read the external ids of a file. */
export interface ReadableIds {
  /** The owner of the file's events: a profile. */
  readonly owner: string
  /** The owner of an event and its number within its day; `undefined` for an id without them. */
  read(externalId: string): { readonly owner: string; readonly event: string } | undefined
}

/** The result of comparing earlier imports: most days have other events of the same owner, or the same events of another owner. */
export type ToldAgain = { readonly inOtherWords: true } | { readonly byOwner: string }

/**
 * Detects a file that repeats a history in another language or under another name. Its events are identified by their texts, so
 * afterwards each is stored twice. The file does not show this; the items of earlier imports on its dates do.
 *
 * @example
 * const comparison = context.delivered && new HistoryComparison(context.delivered, { owner: profile, read: readId })
 * await comparison?.add(page.records, { last: true })
 * if (comparison?.finding !== undefined) warnings.push('These viewings may be there twice.')
 */
export class HistoryComparison {
  readonly #delivered: Delivered
  readonly #ids: ReadableIds
  readonly #days = new Map<string, Set<string>>()
  readonly #seen = new Set<string>()
  readonly #byOwner = new Map<string, number>()
  #inOtherWords = 0
  #known = 0
  #pages = 0

  constructor(delivered: Delivered, ids: ReadableIds) {
    this.#delivered = delivered
    this.#ids = ids
  }

  /** Compares a page with stored items. Days that continue after a page are compared with the next one. */
  async add(records: readonly MediaRecord[], { last }: { readonly last: boolean }): Promise<void> {
    if (this.#pages >= MAX_PAGES) return
    for (const { externalId, occurredOn } of records) {
      // A day that occurs again in an unordered file: its first occurrence is enough.
      if (this.#seen.has(occurredOn)) continue
      const ids = this.#days.get(occurredOn) ?? new Set()
      this.#days.set(occurredOn, ids.add(externalId))
    }
    const open = last ? undefined : records.at(-1)?.occurredOn
    const complete = [...this.#days].filter(([day]) => day !== open)
    for (const [day] of complete) {
      this.#days.delete(day)
      this.#seen.add(day)
    }
    if (complete.length === 0) return
    this.#pages += 1
    const dates = complete.map(([day]) => day).sort()
    const range = { startDate: dates[0] ?? '', endDate: dates.at(-1) ?? '' }
    const delivered = Map.groupBy(await this.#delivered(range), ({ date }) => date)
    for (const [day, ids] of complete)
      this.#compare(
        ids,
        (delivered.get(day) ?? []).map(({ externalId }) => externalId),
      )
  }

  get finding(): ToldAgain | undefined {
    if (this.#inOtherWords >= MIN_DAYS && this.#inOtherWords > this.#known) return { inOtherWords: true }
    const [byOwner] = [...this.#byOwner].find(([, days]) => days >= MIN_DAYS && days > this.#known) ?? []
    return byOwner === undefined ? undefined : { byOwner }
  }

  #compare(ids: ReadonlySet<string>, delivered: readonly string[]): void {
    if (delivered.some((id) => ids.has(id))) {
      this.#known += 1
      return
    }
    const there = delivered.flatMap((id) => this.#ids.read(id) ?? [])
    const byOwner = Map.groupBy(there, ({ owner }) => owner)
    if (byOwner.has(this.#ids.owner)) this.#inOtherWords += 1
    const events = [...ids].map((id) => this.#ids.read(id)?.event)
    for (const [owner, others] of byOwner) {
      const theirs = new Set<string | undefined>(others.map(({ event }) => event))
      const isSame = owner !== this.#ids.owner && events.every((event) => theirs.has(event))
      if (isSame) this.#byOwner.set(owner, (this.#byOwner.get(owner) ?? 0) + 1)
    }
  }
}
