import { ProblemError } from '@tributary/core'
import type { SecretReference } from './secret-store.ts'
import { secretsErrors } from './secrets-errors.ts'

const OWNER = /^[a-z][a-z0-9-]{0,99}$/
/** `|` separates the fields of the associated data; inside a name it would make them ambiguous. */
const NAME = /^[^|\p{Cc}]{1,512}$/u

/**
 * The associated data of a secret: moved to another row, owner or user, the secret does not open.
 *
 * @example
 * associatedDataOf({ owner: 'settings', name: 'plugin.spotify.clientSecret' })
 * // secrets|value|settings/plugin.spotify.clientSecret||v1
 */
export function associatedDataOf({ owner, name, userId }: SecretReference): string {
  if (!OWNER.test(owner)) throw badReference('the owner is not a plugin name')
  if (!NAME.test(name)) throw badReference('the name must have 1 to 512 characters without "|"')
  if (userId !== undefined && !NAME.test(userId)) throw badReference('the user id is invalid')
  return `secrets|value|${owner}/${name}|${userId ?? ''}|v1`
}

export function badReference(detail: string): ProblemError {
  return new ProblemError(secretsErrors.SECRETS_BAD_REFERENCE, { detail: `A secret was refused: ${detail}.` })
}
