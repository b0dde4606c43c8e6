import { createHmac, createSecretKey } from 'node:crypto'
import { ProblemError } from '@tributary/core'
import type { SealingKey } from './seal.ts'
import { secretsErrors } from './secrets-errors.ts'

/** The key that wraps the data keys. It is never in the database. */
export interface MasterKey extends SealingKey {
  /** Where it was found: the name of an environment variable or the path of a file. */
  readonly from: string
}

const KEY_BYTES = 32

/**
 * What is wrong with the text of a master key, as the end of a sentence; `undefined` when nothing is. It never repeats
 * the text.
 */
export function problemOfMasterKey(text: string): string | undefined {
  const bytes = bytesOf(text)
  if (bytes === undefined)
    return 'it is neither base64 nor hexadecimal; make one with: openssl rand -base64 32'
  if (bytes.length === KEY_BYTES) return undefined
  return `it holds ${bytes.length} bytes and has to hold ${KEY_BYTES}; make one with: openssl rand -base64 32`
}

/** Reads a master key, 32 bytes as base64 or 64 hexadecimal digits. Throws `SECRETS_BAD_MASTER_KEY`. */
export function readMasterKey(text: string, from: string): MasterKey {
  const problem = problemOfMasterKey(text)
  const bytes = bytesOf(text)
  if (problem !== undefined || bytes === undefined) {
    throw new ProblemError(secretsErrors.SECRETS_BAD_MASTER_KEY, {
      detail: `The master key in ${from} cannot be used: ${problem ?? ''}.`,
    })
  }
  return { id: fingerprintOf(bytes), key: createSecretKey(bytes), from }
}

function bytesOf(text: string): Buffer | undefined {
  // 64 hexadecimal digits are base64 as well, of 48 bytes that nobody means.
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  return /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

/** Names a key without saying anything of it: 72 bits of a keyed hash. */
function fingerprintOf(bytes: Buffer): string {
  return createHmac('sha256', bytes)
    .update('tributary master key')
    .digest()
    .subarray(0, 9)
    .toString('base64url')
}
