import type { Person } from '../connections/person.ts'

type Resources = Record<string, unknown>

interface Change {
  readonly type: string
  readonly id: string
  readonly change: 'upsert' | 'delete'
  readonly resource: unknown
}

/** A client that asks now and then. All that it knows is in its state, as text: a new process goes on from it. */
export class FollowingClient {
  readonly #person: Person
  readonly #limit: number
  #cursor: string | undefined
  #resources: Resources = {}
  /** How many changes have come that told nothing new. */
  repeated = 0
  deletions = 0

  constructor(person: Person, limit: number, state?: string) {
    this.#person = person
    this.#limit = limit
    if (state === undefined) return
    const saved = JSON.parse(state) as {
      cursor: string
      resources: Resources
      repeated: number
      deletions: number
    }
    this.#cursor = saved.cursor
    this.#resources = saved.resources
    this.repeated = saved.repeated
    this.deletions = saved.deletions
  }

  /** The same in another process. */
  restart(): FollowingClient {
    const { repeated, deletions } = this
    const state = JSON.stringify({ cursor: this.#cursor, resources: this.#resources, repeated, deletions })
    return new FollowingClient(this.#person, this.#limit, state)
  }

  get resources(): Resources {
    return this.#resources
  }

  /** Reads one page; whether there is more. */
  async ask(): Promise<boolean> {
    const cursor = this.#cursor === undefined ? '' : `&cursor=${this.#cursor}`
    const { status, body } = await this.#person.get(`/api/changes?limit=${this.#limit}${cursor}`)
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
    for (const change of body.items as Change[]) this.#apply(change)
    this.#cursor = body.nextCursor
    return body.hasMore
  }

  async catchUp(): Promise<void> {
    while (await this.ask());
  }

  #apply({ type, id, change, resource }: Change): void {
    const key = `${type}/${id}`
    if (change === 'delete') {
      this.deletions += 1
      delete this.#resources[key]
      return
    }
    if (JSON.stringify(this.#resources[key]) === JSON.stringify(resource)) this.repeated += 1
    this.#resources[key] = resource
  }
}

/** What the lists show, by the same keys. */
export async function readLists(person: Person): Promise<Resources> {
  const all: Resources = {}
  const lists = [
    ['item', '/api/library/items'],
    ['measurement', '/api/metrics/measurements'],
    ['event', '/api/metrics/events'],
    ['job', '/api/jobs'],
  ] as const
  for (const [type, path] of lists)
    for (const resource of await readAll(person, path)) all[`${type}/${resource.id}`] = resource
  for (const connection of (await person.get('/api/connections')).body.items)
    all[`connection/${connection.id}`] = connection
  const { body } = await person.get('/api/metrics/export?format=jsonl')
  for (const line of String(body).split('\n').filter(Boolean)) {
    const value = JSON.parse(line)
    const { date, metric, connectionId, integration } = value
    all[`value/${date}/${integration}/${connectionId ?? '00000000-0000-0000-0000-000000000000'}/${metric}`] =
      value
  }
  return all
}

async function readAll(person: Person, path: string): Promise<{ readonly id: string }[]> {
  const items = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { body } = await person.get(`${path}?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`)
    items.push(...body.items)
    cursor = body.nextCursor
  }
  return items
}
