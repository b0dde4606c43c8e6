import { localDateIn } from '@tributary/integration-kit/dates'

const pacificDate = localDateIn('America/Los_Angeles')

/** The units of a project for a day, which ends at midnight Pacific time. Every call costs some, a refused one too. */
export class QuotaMeter {
  readonly #units: number
  #date = ''
  #spent = 0

  constructor(units: number) {
    this.#units = units
  }

  /** Whether the units of the day allowed it. */
  spend(units: number, now: number): boolean {
    const date = pacificDate(new Date(now).toISOString())
    if (date !== this.#date) this.#spent = 0
    this.#date = date
    this.#spent += units
    return this.#spent <= this.#units
  }

  /** What the calls of the day have cost. */
  get spent(): number {
    return this.#spent
  }
}
