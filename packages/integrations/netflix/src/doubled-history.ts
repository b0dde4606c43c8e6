import type { DeliveredRecord, ImportContext, MediaRecord } from '@tributary/integration-kit'
import { readQuickId } from './external-id.ts'

/** Days that have to be told in other words before it is taken for more than a viewing that Netflix has renamed. */
const MIN_DAYS = 3

/** Pages to compare: what ten thousand viewings do not show is not there, and each page costs a query. */
const MAX_PAGES = 20

/**
 * Notices a quick file that tells a history again in other words. Its viewings are known by profile, date and title: a
 * change of the account's language changes all titles, and another profile name all viewings, so the history is there
 * twice afterwards. The file does not show that; what earlier imports delivered for its days does.
 */
export class DoubledHistory {
  readonly #delivered: NonNullable<ImportContext['delivered']>
  readonly #profile: string
  readonly #days = new Map<string, Set<string>>()
  readonly #seen = new Set<string>()
  readonly #ofOtherProfile = new Map<string, number>()
  #inOtherWords = 0
  #known = 0
  #pages = 0

  constructor(delivered: NonNullable<ImportContext['delivered']>, profile: string) {
    this.#delivered = delivered
    this.#profile = profile
  }

  /** Compares a page with what was there. Days that a page does not end are compared with the next one. */
  async add(records: readonly MediaRecord[], { last }: { readonly last: boolean }): Promise<void> {
    for (const { externalId, occurredOn } of records) {
      const ids = this.#days.get(occurredOn) ?? new Set()
      this.#days.set(occurredOn, ids.add(externalId))
    }
    const open = last ? undefined : records.at(-1)?.occurredOn
    const complete = [...this.#days].filter(([day]) => day !== open && !this.#seen.has(day))
    for (const [day] of complete) {
      this.#days.delete(day)
      this.#seen.add(day)
    }
    if (complete.length === 0 || this.#pages >= MAX_PAGES) return
    this.#pages += 1
    const dates = complete.map(([day]) => day).sort()
    const range = { startDate: dates[0] ?? '', endDate: dates.at(-1) ?? '' }
    const delivered = Map.groupBy(await this.#delivered(range), ({ date }) => date)
    for (const [day, ids] of complete) this.#compare(ids, delivered.get(day) ?? [])
  }

  /** What to tell the person. */
  get warning(): string | undefined {
    if (this.#inOtherWords >= MIN_DAYS && this.#inOtherWords > this.#known) return IN_OTHER_WORDS
    const [name] = [...this.#ofOtherProfile].find(([, days]) => days >= MIN_DAYS && days > this.#known) ?? []
    return name === undefined ? undefined : underOtherProfile(name)
  }

  #compare(ids: ReadonlySet<string>, delivered: readonly DeliveredRecord[]): void {
    if (delivered.some(({ externalId }) => ids.has(externalId))) {
      this.#known += 1
      return
    }
    const there = delivered.flatMap(({ externalId }) => readQuickId(externalId) ?? [])
    const byProfile = Map.groupBy(there, ({ profile }) => profile)
    if (byProfile.has(this.#profile)) this.#inOtherWords += 1
    const viewings = [...ids].map((id) => readQuickId(id)?.viewing)
    for (const [profile, others] of byProfile) {
      const theirs = new Set<string | undefined>(others.map(({ viewing }) => viewing))
      const isSame = profile !== this.#profile && viewings.every((viewing) => theirs.has(viewing))
      if (isSame) this.#ofOtherProfile.set(profile, (this.#ofOtherProfile.get(profile) ?? 0) + 1)
    }
  }
}

const CURE =
  'To have them once, delete what came from Netflix (DELETE /api/netflix?data=delete) and import this file again.'

const IN_OTHER_WORDS = `On most days that an earlier import has as well, this file has other titles. If the account's language has changed since, these viewings are now there twice, once in each language. ${CURE} If the file is another person's, choose another profile for it.`

function underOtherProfile(name: string): string {
  const profile = name === '' ? 'without a profile' : `as those of the profile ${JSON.stringify(name)}`
  return `Most viewings of this file are there already ${profile}. If that is the same person, they are now there twice: choose the same profile each time. ${CURE}`
}
