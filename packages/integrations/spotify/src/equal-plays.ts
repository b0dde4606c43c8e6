import { hash } from 'node:crypto'
import type { AccountPlay } from './entries/account-play.ts'
import type { ExtendedPlay } from './entries/extended-play.ts'

/** Of the hash, as many digits as a number holds exactly. */
const DIGITS = 13

/**
 * Numbers equal entries of one file that no time tells apart: plays without a network are delivered together, with one time.
 * Equal entries are interchangeable, so another file may have them in another order.
 *
 * The counts are kept for a whole file, because its order is not guaranteed. One costs less memory than its entry takes in the file.
 */
export class EqualPlays {
  readonly #counts = new Map<number, number>()
  #file = 0

  /** 1 for the first of equal entries, then 2, … */
  numberOf(play: ExtendedPlay | AccountPlay, file: number): number {
    if (file !== this.#file) {
      this.#file = file
      this.#counts.clear()
    }
    const identity = identityOf(play)
    if (identity === undefined) return 1
    const key = Number.parseInt(hash('sha256', identity, 'hex').slice(0, DIGITS), 16)
    const number = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, number)
    return number
  }
}

/** `undefined` for a play that its times identify: an equal entry is a duplicate of it. */
function identityOf(play: ExtendedPlay | AccountPlay): string | undefined {
  const { title, by, uri = '', msPlayed } = play
  if (play.source === 'account-data') return JSON.stringify([play.endTime, title, by, msPlayed])
  const hasOwnTime = !play.isOffline || play.deviceStartedAt !== undefined
  return hasOwnTime ? undefined : JSON.stringify([play.ts, uri, title, msPlayed])
}
