import { sql } from 'kysely'
import type { AccountsDb } from './accounts-tables.ts'
import { normalizeEmail } from './user-store.ts'

interface DeviceAttempt {
  readonly tokenHashes: readonly string[]
  readonly email: string
  /** The limit of attempts since the last successful sign-in. */
  readonly max: number
  /** Devices whose last sign-in is older are forgotten. */
  readonly since: Date
}

/**
 * Counts an attempt of a known device. Resolves to whether it is allowed: `false` also when the device is unknown, or
 * known for another person. One statement, so that concurrent attempts cannot exceed the limit.
 */
export async function countDeviceAttempt(db: AccountsDb, attempt: DeviceAttempt): Promise<boolean> {
  const { tokenHashes, email, max, since } = attempt
  const counted = await db
    .updateTable('known_devices')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('token_hash', 'in', [...tokenHashes])
    .where('user_id', '=', (eb) =>
      eb.selectFrom('users').select('id').where('email', '=', normalizeEmail(email)),
    )
    .where('attempts', '<', max)
    .where('created_at', '>', since)
    .returning('token_hash')
    .execute()
  return counted.length > 0
}

interface DeviceToInsert {
  readonly userId: string
  readonly tokenHash: string
  readonly browser: boolean
  readonly createdAt: Date
}

export async function insertDevice(trx: AccountsDb, device: DeviceToInsert): Promise<void> {
  const { userId, tokenHash, browser, createdAt } = device
  await trx
    .insertInto('known_devices')
    .values({ token_hash: tokenHash, user_id: userId, browser, attempts: 0, created_at: createdAt })
    .execute()
}

/**
 * Locks the devices of a user against other sign-ins and sign-outs until the transaction ends; resolves to whether
 * the user exists. Not `for update`, which would wait for every page of an import that refers to the user.
 */
export async function lockDevicesOf(trx: AccountsDb, userId: string): Promise<boolean> {
  const user = await trx
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return user !== undefined
}

/** Deletes the user's devices among these; resolves to their hashes. */
export async function deleteDevices(
  trx: AccountsDb,
  userId: string,
  tokenHashes: readonly string[],
): Promise<readonly string[]> {
  const deleted = await trx
    .deleteFrom('known_devices')
    .where('user_id', '=', userId)
    .where('token_hash', 'in', [...tokenHashes])
    .returning('token_hash')
    .execute()
  return deleted.map((row) => row.token_hash)
}

/** Keeps only the newest browsers and the newest other clients of a user, up to the limit of each. */
export async function deleteOldestDevices(trx: AccountsDb, userId: string, keep: number): Promise<void> {
  // The builder has no `delete … using`, nor window functions in a condition.
  await sql`
    delete from known_devices where token_hash in (
      select token_hash from (
        select token_hash, row_number() over (partition by browser order by created_at desc, token_hash) as place
        from known_devices where user_id = ${userId}
      ) as placed where place > ${keep}
    )`.execute(trx)
}

export async function deleteDevicesOf(db: AccountsDb, userId: string): Promise<void> {
  await db.deleteFrom('known_devices').where('user_id', '=', userId).execute()
}

export async function deleteDevicesBefore(db: AccountsDb, time: Date): Promise<void> {
  await db.deleteFrom('known_devices').where('created_at', '<=', time).execute()
}
