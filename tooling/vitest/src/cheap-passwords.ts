import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Hashes the passwords of a test's process at a fraction of the cost, since tests sign in some thousand times. Servers that a test starts as processes of
 * their own hash as everywhere.
 */
const COST = 2

const { scrypt } = crypto
crypto.scrypt = ((password, salt, length, options, callback) =>
  scrypt(password, salt, length, { ...options, N: COST }, callback)) as typeof scrypt
syncBuiltinESMExports()
