import { FairTurns } from '@tributary/core'
import type { Kysely } from 'kysely'
import { encodePosition } from '../change-cursor.ts'
import type { ChangeType } from '../change-type.ts'
import { nextPosition, viewAll } from '../database-feed.ts'
import { readFeed } from '../feed-store.ts'
import { type Position, positionAfter } from '../position.ts'
import type { ChangesTables } from '../tables.ts'
import type { ChannelEntry } from './person-channel.ts'

const PAGE_CHANGES = 200
/** When a server has restarted, all clients are back at once. */
const AT_ONCE = 2
const LONGEST_WAIT = 60_000

/** What a client has missed, a page of it. */
export interface MissedPage {
  readonly entries: readonly ChannelEntry[]
  readonly position: Position
  readonly cursor: string
}

interface CatchUpOptions {
  readonly db: () => Kysely<ChangesTables>
  readonly types: () => readonly ChangeType[]
}

/** Reads what clients have missed for longer than it is in memory. Those of one person at one position share the answer. */
export class CatchUp {
  readonly #options: CatchUpOptions
  readonly #turns = new FairTurns({ places: AT_ONCE })
  readonly #reading = new Map<string, Promise<MissedPage>>()

  constructor(options: CatchUpOptions) {
    this.#options = options
  }

  read(userId: string, position: Position): Promise<MissedPage> {
    const key = JSON.stringify([userId, position])
    const known = this.#reading.get(key)
    if (known !== undefined) return known
    const reading = this.#readInTurn(userId, position).finally(() => this.#reading.delete(key))
    this.#reading.set(key, reading)
    return reading
  }

  async #readInTurn(userId: string, position: Position): Promise<MissedPage> {
    const turn = await this.#turns.take(userId, { milliseconds: LONGEST_WAIT })
    try {
      return await this.#readPage(userId, position)
    } finally {
      turn?.end()
    }
  }

  async #readPage(userId: string, position: Position): Promise<MissedPage> {
    const types = this.#options.types()
    const asked = [{ userId, position }]
    const read = await readFeed(this.#options.db(), { types, asked, limit: PAGE_CHANGES })
    const epoch = read.epochs.at(-1)?.id ?? ''
    const found = read.pages[0]?.found ?? []
    const shown = viewAll(found, types)
    const next = nextPosition(position, read, 0)
    const entries = found.map(({ change, key, type }, index) => ({
      change,
      key,
      type,
      cursor: encodePosition({ epoch, position: positionAfter(position, read.now, { change, key }) }),
      data: JSON.stringify(shown[index]),
    }))
    return { entries, position: next, cursor: encodePosition({ epoch, position: next }) }
  }
}
