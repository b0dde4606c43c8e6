import {
  type ClaimedRequest,
  type FoundAnswer,
  type IdempotencyClaim,
  type IdempotencyStore,
  inProgress,
} from '@tributary/core'
import type { Database } from '@tributary/database'
import type { AccountsTables } from './accounts-tables.ts'
import { claimKey, deleteExpiredKeys, findAnswer, recordAnswer } from './idempotency-key-store.ts'

/** Expired rows cost only room, so each process looks for them now and then. */
const CLEANED_EVERY = 600_000

/** Keeps answers in the table `idempotency_keys`, written in the transaction of the effect that they tell of. */
export class PostgresIdempotencyStore implements IdempotencyStore {
  readonly #database: Database
  readonly #now: () => number
  #cleaned = Number.NEGATIVE_INFINITY

  constructor(database: Database, now: () => number) {
    this.#database = database
    this.#now = now
  }

  find(use: Pick<IdempotencyClaim, 'userId' | 'key'>): Promise<FoundAnswer | undefined> {
    return findAnswer(this.#database.tables<AccountsTables>(), use)
  }

  claim(claim: IdempotencyClaim): ClaimedRequest {
    const unit = this.#database.unit<AccountsTables>({
      begin: async (trx) => {
        if (!(await claimKey(trx, claim, claim.fingerprint()))) throw inProgress()
      },
    })
    return {
      unit,
      record: async (answer) => {
        await unit.commit((trx) => recordAnswer(trx, claim, answer))
        void this.#clean()
      },
      abandon: () => unit.rollback(),
    }
  }

  /** Not worth failing a request for. */
  async #clean(): Promise<void> {
    if (this.#now() - this.#cleaned < CLEANED_EVERY) return
    this.#cleaned = this.#now()
    await deleteExpiredKeys(this.#database.tables<AccountsTables>()).catch(() => {})
  }
}
