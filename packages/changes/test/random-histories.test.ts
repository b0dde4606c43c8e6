import { randomNumbers } from '@tributary/provider-simulator'
import { expect, test } from 'vitest'
import { erase, openTransaction, PollingClient, startNotes, write } from './notes-server.ts'

const STEPS = 150
const MOST_OPEN = 4
const NAMES = 8

type Server = Awaited<ReturnType<typeof startNotes>>

interface OpenWork {
  readonly commit: () => Promise<void>
  /** Keys of rows that it has locked. */
  readonly held: readonly string[]
}

/** Transactions that write, and end in any order. */
class Writers {
  readonly #server: Server
  readonly #below: (count: number) => number
  readonly #held = new Set<string>()
  #open: OpenWork[] = []
  #texts = 0

  constructor(server: Server, below: (count: number) => number) {
    this.#server = server
    this.#below = below
  }

  async begin(): Promise<void> {
    if (this.#open.length === MOST_OPEN) return
    const { ada, db } = this.#server
    const entries = await db.selectFrom('entries').select('id').where('user_id', '=', ada.id).execute()
    const held: string[] = []
    const hold = (key: string): boolean => {
      if (this.#held.has(key)) return false
      this.#held.add(key)
      held.push(key)
      return true
    }
    const { commit } = await openTransaction(this.#server, async (trx) => {
      for (let writes = 1 + this.#below(10); writes > 0; writes -= 1) {
        const text = `text ${(this.#texts += 1)}`
        const name = `n${this.#below(NAMES)}`
        const id = entries[this.#below(entries.length)]?.id
        const what = this.#below(6)
        if (what < 2) await trx.insertInto('entries').values({ user_id: ada.id, text }).execute()
        else if (what === 2 && hold(name)) await write(trx, ada, { [name]: text })
        else if (what === 3 && hold(name)) await erase(trx, ada, name)
        else if (id !== undefined && hold(String(id)))
          await (what === 4
            ? trx.deleteFrom('entries').where('id', '=', id).execute()
            : trx.updateTable('entries').set({ text }).where('id', '=', id).execute())
      }
    })
    this.#open.push({ commit, held })
  }

  /** Ends one of them. Resolves to whether there was one. */
  async end(): Promise<boolean> {
    const [ended] = this.#open.splice(this.#below(this.#open.length), 1)
    await ended?.commit()
    for (const key of ended?.held ?? []) this.#held.delete(key)
    return ended !== undefined
  }
}

async function stored({ db, ada }: Server): Promise<ReadonlyMap<string, string>> {
  const notes = await db.selectFrom('notes').select(['name', 'text']).where('user_id', '=', ada.id).execute()
  const entries = await db
    .selectFrom('entries')
    .select(['id', 'text'])
    .where('user_id', '=', ada.id)
    .execute()
  return new Map([
    ...notes.map(({ name, text }) => [name, text] as const),
    ...entries.map(({ id, text }) => [String(id), text] as const),
  ])
}

// Of many, those that once found a lost change.
test.each([11, 18, 24, 26])(
  'clients with pages of any length have what the tables have, in whatever order transactions end (%i)',
  async (seed) => {
    const server = await startNotes()
    try {
      const random = randomNumbers(seed)
      const below = (count: number) => Math.floor(random() * count)
      const writers = new Writers(server, below)
      const clients = [1, 2, 3, 7].map((limit) => new PollingClient(server.ada, { limit }))
      for (let step = 0; step < STEPS; step += 1) {
        const what = below(4)
        if (what === 0) await writers.begin()
        else if (what === 1) await writers.end()
        else await clients[below(clients.length)]?.ask()
      }
      while (await writers.end());
      const expected = await stored(server)
      expect(expected.size).toBeGreaterThan(20)
      for (const client of clients) {
        await client.catchUp()
        expect(client.notes).toEqual(expected)
      }
    } finally {
      await server.stop()
    }
  },
)
