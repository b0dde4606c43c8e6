import { FairTurns } from '@tributary/core'
import { type ChangeCursor, checkCursor, cursorAt, encodePosition } from '../change-cursor.ts'
import { type FeedSource, readCurrentFeed } from '../current-feed.ts'
import { nextPosition, viewAll } from '../database-feed.ts'
import { positionAfter } from '../position.ts'
import type { ChannelEntry } from './person-channel.ts'

const PAGE_CHANGES = 200
/** When a server has restarted, all clients are back at once. */
const AT_ONCE = 2
const LONGEST_WAIT = 60_000

/** What a client has missed, a page of it. */
export interface MissedPage {
  readonly entries: readonly ChannelEntry[]
  /** Where the client goes on. */
  readonly next: ChangeCursor
}

/** Reads what clients have missed for longer than it is in memory. Those of one person at one position share the answer. */
export class CatchUp {
  readonly #source: FeedSource
  readonly #turns = new FairTurns({ places: AT_ONCE })
  readonly #reading = new Map<string, Promise<MissedPage>>()

  constructor(source: FeedSource) {
    this.#source = source
  }

  /** Throws as `checkCursor`. */
  read(userId: string, cursor: ChangeCursor): Promise<MissedPage> {
    const key = JSON.stringify([userId, encodePosition(cursor)])
    const known = this.#reading.get(key)
    if (known !== undefined) return known
    const reading = this.#readInTurn(userId, cursor).finally(() => this.#reading.delete(key))
    this.#reading.set(key, reading)
    return reading
  }

  async #readInTurn(userId: string, cursor: ChangeCursor): Promise<MissedPage> {
    const turn = await this.#turns.take(userId, { milliseconds: LONGEST_WAIT })
    try {
      return await this.#readPage(userId, cursor)
    } finally {
      turn?.end()
    }
  }

  async #readPage(userId: string, from: ChangeCursor): Promise<MissedPage> {
    const { position } = from
    const types = this.#source.types()
    const asked = [{ userId, position }]
    const read = await readCurrentFeed(this.#source, { types, asked, limit: PAGE_CHANGES })
    checkCursor(from, read)
    const found = read.pages[0]?.found ?? []
    const shown = viewAll(found, types)
    const entries = found.map(({ change, key, type }, index) => ({
      change,
      key,
      type,
      cursor: encodePosition(cursorAt(read, positionAfter(position, read.now, { change, key }))),
      data: JSON.stringify(shown[index]),
    }))
    return { entries, next: cursorAt(read, nextPosition(position, read, 0)) }
  }
}
