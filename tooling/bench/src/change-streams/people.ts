import { randomUUID } from 'node:crypto'
import { createToken, hashToken } from '@tributary/core'
import type pg from 'pg'

/** A person with an API key. */
export interface BenchPerson {
  readonly id: string
  readonly key: string
}

/** Directly into the tables: hashing passwords would take longer than the measurement. */
export async function createPeople(client: pg.Client, count: number): Promise<BenchPerson[]> {
  const people = Array.from({ length: count }, () => ({ id: randomUUID(), key: `trb_${createToken()}` }))
  for (const { id, key } of people) {
    await client.query(`insert into users (id, email, name) values ($1, $1 || '@example.org', 'bench')`, [id])
    await client.query(
      `insert into api_keys (id, user_id, name, hint, key_hash, scopes) values ($1, $2, 'bench', 'trb_', $3, '{*}')`,
      [randomUUID(), id, hashToken(key)],
    )
  }
  return people
}

/** Writes an item of a person, and resolves to its title when it is committed. */
export async function writeItem(client: pg.Client, { id }: BenchPerson, number: number): Promise<string> {
  const title = `Item ${number}`
  await client.query(
    `insert into media_items (user_id, platform, external_id, identity, type, title, occurred_on, sort_at, raw)
     values ($1, 'netflix', $2, gen_random_uuid(), 'episode', $2, '2026-11-01', now(), '{}')`,
    [id, title],
  )
  return title
}
