import type { Transaction } from 'kysely'
import { deleteCursors, type Whose } from './erase-store.ts'
import type { RecordSink } from './record-sink.ts'
import type { JobsTables } from './tables.ts'

/** Forgets how far an account was read, and keeps what came: another account begins at its own beginning. */
export async function forgetProgress(
  trx: Transaction<JobsTables>,
  sinks: readonly RecordSink[],
  whose: Whose,
): Promise<void> {
  await deleteCursors(trx, whose)
  for (const sink of sinks) await sink.forget?.(trx, whose)
}
