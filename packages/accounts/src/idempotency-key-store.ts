import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import type { RecordedAnswer } from '@tributary/core'
import { type Kysely, sql } from 'kysely'
import type { AccountsTables } from './accounts-tables.ts'

type Db = Kysely<AccountsTables>

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** How long an answer is kept. */
const RECENT = sql<boolean>`idempotency_keys.created_at > now() - interval '1 day'`

/** The use of a key by a person. */
export interface KeyUse {
  readonly userId: string
  readonly key: string
}

export async function findAnswer(
  db: Db,
  { userId, key }: KeyUse,
): Promise<{ fingerprint: string; answer: RecordedAnswer } | undefined> {
  const row = await db
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'answer'])
    .where('user_id', '=', userId)
    .where('key_hash', '=', hashOf(key))
    .where(RECENT)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return { fingerprint: row.fingerprint, answer: openAnswer(key, row.answer) }
}

/**
 * Takes a key for the transaction, with an empty answer. Resolves to `false` if another transaction has it, or it was
 * answered. Does not wait: the advisory lock comes before the unique index, on which an insert would.
 */
export async function claimKey(trx: Db, { userId, key }: KeyUse, fingerprint: string): Promise<boolean> {
  const hash = hashOf(key)
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`idempotency/${userId}/`} || encode(${hash}, 'hex'), 0)) as locked
  `.execute(trx)
  if (rows[0]?.locked !== true) return false
  const claimed = await trx
    .insertInto('idempotency_keys')
    .values({ user_id: userId, key_hash: hash, fingerprint, answer: Buffer.alloc(0) })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'key_hash'])
        .doUpdateSet({ fingerprint, created_at: sql<Date>`now()` })
        .where(sql<boolean>`not ${RECENT}`),
    )
    .returning('user_id')
    .executeTakeFirst()
  return claimed !== undefined
}

export async function recordAnswer(trx: Db, { userId, key }: KeyUse, answer: RecordedAnswer): Promise<void> {
  await trx
    .updateTable('idempotency_keys')
    .set({ answer: sealAnswer(key, answer) })
    .where('user_id', '=', userId)
    .where('key_hash', '=', hashOf(key))
    .execute()
}

/** Deletes what is no longer answered. Rows that another process deletes are left to it. */
export async function deleteExpiredKeys(db: Db): Promise<void> {
  await sql`
    delete from idempotency_keys where ctid = any (array(
      select ctid from idempotency_keys where not ${RECENT} limit 10000 for update skip locked
    ))`.execute(db)
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/**
 * An answer may hold a secret that is shown once, such as an API key. It is sealed with the idempotency key, of which the
 * table has only the hash.
 */
function sealAnswer(key: string, answer: RecordedAnswer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, sealingKey(key), nonce)
  const text = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

function openAnswer(key: string, sealed: Buffer): RecordedAnswer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv(CIPHER, sealingKey(key), nonce)
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
  // Sealed by `sealAnswer`, and authenticated.
  return JSON.parse(text.toString('utf8')) as RecordedAnswer
}

function sealingKey(key: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'tributary idempotency answer', 32))
}
