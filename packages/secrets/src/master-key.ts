import { createHmac, createSecretKey } from 'node:crypto'
import { ProblemError } from '@tributary/core'
import { bytesOfMasterKey, problemOfMasterKey } from './master-key-format.ts'
import type { SealingKey } from './seal.ts'
import { secretsErrors } from './secrets-errors.ts'

/** The key that wraps the data keys. Never in the database. */
export interface MasterKey extends SealingKey {
  /** Its source: the name of an environment variable or the path of a file. */
  readonly from: string
}

/** Reads a master key, 32 bytes as base64 or 64 hexadecimal digits. Throws `SECRETS_BAD_MASTER_KEY`. */
export function readMasterKey(text: string, from: string): MasterKey {
  const problem = problemOfMasterKey(text)
  const bytes = bytesOfMasterKey(text)
  if (problem !== undefined || bytes === undefined) {
    throw new ProblemError(secretsErrors.SECRETS_BAD_MASTER_KEY, {
      detail: `The master key in ${from} cannot be used: ${problem ?? ''}.`,
    })
  }
  return { id: fingerprintOf(bytes), key: createSecretKey(bytes), from }
}

/** Identifies a key without revealing it: 72 bits of a keyed hash. */
function fingerprintOf(bytes: Buffer): string {
  return createHmac('sha256', bytes)
    .update('tributary master key')
    .digest()
    .subarray(0, 9)
    .toString('base64url')
}
