import { type Person, type SimulatedDay, simulatedDay } from './person.ts'
import { asleepIn, cutTo, lengthOf, type SimulatedSleep } from './sleep.ts'
import { addDays, instantOf, localDateAt } from './zone.ts'

/** Google needs about this long to compute the stages of a night. */
const PROCESSING_MILLISECONDS = 45 * 60_000

/** The data of a day that has arrived at Google. */
export interface KnownDay {
  readonly day: SimulatedDay
  /** Its first instant, and that of the next day. In milliseconds since 1970. */
  readonly start: number
  readonly end: number
  /** The time up to which the tracker has been synced. */
  readonly syncedUntil: number
  /** The fraction of the day that has arrived. */
  readonly share: number
  readonly sleeps: readonly KnownSleep[]
  /** Whether the night's measurements are known. */
  readonly hasNight: boolean
}

export interface KnownSleep extends SimulatedSleep {
  readonly state: 'going-on' | 'processing' | 'done'
  /** When Google last changed it. */
  readonly updatedAt: number
  readonly isEdited: boolean
}

/** A person's account: the recorded data, and how much of it has arrived at Google. */
export class Tracker {
  readonly person: Person
  #heldSince: number | undefined
  readonly #days = new Map<string, SimulatedDay | undefined>()
  readonly #edits = new Map<string, { readonly minutes: number; readonly at: number }>()

  constructor(person: Person) {
    this.person = person
  }

  /** The tracker continues to measure without its phone: nothing new arrives. */
  hold(since: number): void {
    this.#heldSince = since
  }

  /** The phone is back: all measurements arrive at once. */
  release(): void {
    this.#heldSince = undefined
  }

  /** The person corrects a night: they got up some minutes earlier. */
  shortenNight(date: string, minutes: number, now: number): void {
    this.#edits.set(date, { minutes, at: now })
  }

  /** The known days at an instant, newest first, from `startDate` to `endDate`. */
  *daysAt(now: number, startDate: string, endDate: string): Generator<KnownDay> {
    const { timeZone, firstDate } = this.person
    // A night that ends tomorrow may have started.
    const newest = addDays(localDateAt(now, timeZone), 1)
    const first = startDate < firstDate ? firstDate : startDate
    for (let date = endDate > newest ? newest : endDate; date >= first; date = addDays(date, -1)) {
      const day = this.dayAt(now, date)
      if (day !== undefined) yield day
    }
  }

  dayAt(now: number, date: string): KnownDay | undefined {
    const day = this.#simulatedDay(date)
    if (day === undefined) return undefined
    const syncedUntil = Math.min(now, this.#heldSince ?? now)
    const start = instantOf(date, 0, this.person.timeZone)
    const end = instantOf(addDays(date, 1), 0, this.person.timeZone)
    const sleeps = day.sleeps.flatMap((sleep) => this.#knownSleep(sleep, { date, now, syncedUntil }) ?? [])
    return {
      day,
      start,
      end,
      syncedUntil,
      share: Math.min(1, Math.max(0, (syncedUntil - start) / (end - start))),
      sleeps,
      hasNight: sleeps.some(({ isMain, state }) => isMain && state === 'done'),
    }
  }

  /** Cached: a list reads the same year page after page. */
  #simulatedDay(date: string): SimulatedDay | undefined {
    if (!this.#days.has(date)) this.#days.set(date, simulatedDay(this.person, date))
    return this.#days.get(date)
  }

  #knownSleep(
    sleep: SimulatedSleep,
    { date, now, syncedUntil }: { date: string; now: number; syncedUntil: number },
  ): KnownSleep | undefined {
    if (sleep.start > syncedUntil) return undefined
    if (sleep.end > syncedUntil) return { ...sleep, state: 'going-on', updatedAt: now, isEdited: false }
    const processedAt = sleep.end + PROCESSING_MILLISECONDS
    if (processedAt > now) return { ...sleep, state: 'processing', updatedAt: sleep.end, isEdited: false }
    const edit = sleep.isMain ? this.#edits.get(date) : undefined
    if (edit === undefined) return { ...sleep, state: 'done', updatedAt: processedAt, isEdited: false }
    return { ...shortened(sleep, edit.minutes), state: 'done', updatedAt: edit.at, isEdited: true }
  }
}

function shortened(sleep: SimulatedSleep, minutes: number): SimulatedSleep {
  const stages = cutTo(lengthOf(sleep.stages) - minutes, sleep.stages)
  return { ...sleep, stages, end: sleep.end - minutes * 60_000, minutesAsleep: asleepIn(stages) }
}
