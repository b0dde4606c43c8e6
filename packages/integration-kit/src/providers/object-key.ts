import { IntegrationError } from '../integration-error.ts'

/** The limit of S3, in bytes of UTF-8. */
const LONGEST = 1024

/**
 * Refuses a key that storages understand differently: an empty one, one over 1,024 bytes, one with a control character or half a character,
 * and one with a segment that is empty, `.` or `..`, which addresses and file systems resolve.
 *
 * @example
 * checkObjectKey('exports/2026/steps.csv')
 *
 * @throws IntegrationError `invalid_data`
 */
export function checkObjectKey(key: string): void {
  const isValid =
    key.isWellFormed() &&
    new TextEncoder().encode(key).length <= LONGEST &&
    // oxlint-disable-next-line no-control-regex -- what is refused
    !/[\u0000-\u001F\u007F]/.test(key) &&
    key.split('/').every((segment) => !['', '.', '..'].includes(segment))
  if (!isValid) throw new IntegrationError('invalid_data', `The key ${JSON.stringify(key)} cannot be used.`)
}
