import type { Database } from '@tributary/database'
import type { DatabaseSecretStore } from './database-secret-store.ts'
import { referenceOf } from './sealed-values.ts'
import type { MoveResult, SecretPlace } from './secret-move.ts'
import { listElsewhere, lockRow } from './secret-row-store.ts'
import type { SecretsTables } from './tables.ts'

const BATCH_ROWS = 100

/**
 * Moves all secrets to where the store writes. Every value stays readable at every moment, also if the process is killed; called again, it
 * goes on. A secret that is written meanwhile is at its new place already and left alone.
 */
export async function moveSecrets(
  database: Database,
  store: DatabaseSecretStore,
  to: SecretPlace,
): Promise<MoveResult> {
  const db = database.tables<SecretsTables>()
  const unreadable: string[] = []
  let moved = 0
  let after: { readonly owner: string; readonly name: string } | undefined
  for (;;) {
    const rows = await listElsewhere(db, { to, after, limit: BATCH_ROWS })
    for (const row of rows) {
      const value = await store.read(referenceOf(row)).catch(() => undefined)
      if (value === undefined) {
        unreadable.push(`${row.owner}/${row.name}`)
        continue
      }
      const staged = await store.stage(referenceOf(row), value)
      const isMoved = await database.transaction<SecretsTables, boolean>(async (trx) => {
        if (!(await lockRow(trx, row))) return false
        await store.write(referenceOf(row), staged, { trx })
        return true
      })
      if (isMoved) moved += 1
    }
    after = rows.at(-1)
    if (rows.length < BATCH_ROWS) return { moved, unreadable }
  }
}
