import { serviceKey } from '../../service-key.ts'

/** One use of a key: whose it is, and of which request. */
export interface IdempotencyClaim {
  readonly userId: string
  /** As the client sent it: at most 255 printable ASCII characters. */
  readonly key: string
  /** Digest of the method, the address and the body. Computed when it is asked for: a file is known when it has been read. */
  fingerprint(): string
}

/** An answer as it was sent. */
export interface RecordedAnswer {
  readonly status: number
  /** Several values of one name are several headers, such as cookies. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}

export interface FoundAnswer {
  /** Of the request that was answered. */
  readonly fingerprint: string
  readonly answer: RecordedAnswer
}

/** A request whose effect and answer are committed together. */
export interface ClaimedRequest {
  /** The unit of work that the transactions of the request join; the kernel sets it as the current one. */
  readonly unit: object
  /** Commits the effect together with the answer. */
  record(answer: RecordedAnswer): Promise<void>
  /** Undoes the effect; the key stays free. */
  abandon(): Promise<void>
}

/** Keeps the answers of requests with an `Idempotency-Key` for a day. */
export interface IdempotencyStore {
  find(claim: Pick<IdempotencyClaim, 'userId' | 'key'>): Promise<FoundAnswer | undefined>
  /**
   * Prepares a request; writes nothing yet. The first transaction of its unit throws `inProgress()` where another request has
   * the key, in whichever process.
   */
  claim(claim: IdempotencyClaim): ClaimedRequest
}

/** The kernel answers `Idempotency-Key` where a plugin registers this service. The accounts plugin does. */
export const idempotencyStore = serviceKey<IdempotencyStore>('idempotencyStore')
