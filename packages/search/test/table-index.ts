import type { SearchDocument, SearchIndex, SearchQuery } from '@tributary/integration-kit/providers'
import { type Kysely, sql } from 'kysely'
import type { Db } from '../src/parts.ts'

/** The search service of the tests: a table, so that several processes reach it. */
export class TableIndex implements SearchIndex {
  readonly #db: Kysely<unknown>
  readonly #instance: string
  /** Called before a write and before a query: throws, or waits. */
  before: (what: 'write' | 'query') => void | Promise<void> = () => {}
  /** Called after a write, before the caller knows of it. */
  after: () => void | Promise<void> = () => {}
  /** Added to each answer: an index is not to be trusted. */
  readonly planted: string[] = []
  readonly calls: string[] = []
  queries = 0

  constructor(db: Db, instance: string) {
    this.#db = db as unknown as Kysely<unknown>
    this.#instance = instance
  }

  async index(personId: string, documents: readonly SearchDocument[]): Promise<void> {
    await this.before('write')
    if (documents.length > 0) this.calls.push(`index ${documents.length}`)
    for (const { id, text } of documents)
      await sql`
        insert into found_documents (instance, id, person, text) values (${this.#instance}, ${id}, ${personId}, ${text})
        on conflict (instance, id) do update set text = excluded.text`.execute(this.#db)
    await this.after()
  }

  async remove(personId: string, ids: readonly string[]): Promise<void> {
    await this.before('write')
    if (ids.length > 0) this.calls.push(`remove ${ids.length}`)
    for (const id of ids)
      await sql`
        delete from found_documents
        where instance = ${this.#instance} and person = ${personId} and id = ${id}`.execute(this.#db)
  }

  async removeAll(personId: string): Promise<void> {
    await this.before('write')
    this.calls.push('removeAll')
    await sql`delete from found_documents where instance = ${this.#instance} and person = ${personId}`.execute(
      this.#db,
    )
  }

  async query({ personId, text, offset = 0, limit }: SearchQuery) {
    await this.before('query')
    this.queries += 1
    const { rows } = await sql<{ id: string }>`
      select id from found_documents
      where instance = ${this.#instance} and person = ${personId} and text ilike ${`%${text}%`}
      order by id offset ${offset} limit ${limit}`.execute(this.#db)
    const ids = [...rows.map(({ id }) => id), ...(rows.length < limit ? this.planted : [])]
    return { ids, estimatedTotal: ids.length }
  }

  /** The texts of all documents, by person. */
  async documents(): Promise<Record<string, string[]>> {
    const { rows } = await sql<{ person: string; text: string }>`
      select person, text from found_documents where instance = ${this.#instance} order by id::bigint`.execute(
      this.#db,
    )
    const people = Map.groupBy(rows, ({ person }) => person)
    return Object.fromEntries([...people].map(([person, own]) => [person, own.map(({ text }) => text)]))
  }
}

export async function createFoundDocuments(db: Db): Promise<void> {
  await sql`
    create table if not exists found_documents (
      instance text, id text, person text, text text, primary key (instance, id))`.execute(db)
}
