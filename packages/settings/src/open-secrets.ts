import { isProblemError, type ProblemError } from '@tributary/core'
import type { SecretOptions, SecretReference, SecretStore } from '@tributary/secrets'

/** A secret, or the error of decrypting it. */
export type OpenedSecret =
  | { readonly value: string; readonly error?: never }
  | { readonly value?: never; readonly error: ProblemError }

/**
 * Several secrets of one owner, by name; absent ones are missing. One that cannot be decrypted
 * (`SECRETS_CANNOT_OPEN`) is reported beside the others; every other error is thrown.
 */
export async function openSecrets(
  secrets: Pick<SecretStore, 'read' | 'readAll'>,
  { owner, names }: { readonly owner: string; readonly names: readonly string[] },
): Promise<Map<string, OpenedSecret>> {
  try {
    const values = await secrets.readAll(owner, names)
    return new Map<string, OpenedSecret>([...values].map(([name, value]) => [name, { value }]))
  } catch (error) {
    if (!cannotOpen(error)) throw error
  }
  // One by one, to find which. Rare enough that the round trips do not matter.
  const opened = new Map<string, OpenedSecret>()
  for (const name of names) {
    const found = await openSecret(secrets, { owner, name })
    if (found !== undefined) opened.set(name, found)
  }
  return opened
}

/** One secret; `undefined` if it is absent. */
async function openSecret(
  secrets: Pick<SecretStore, 'read'>,
  reference: SecretReference,
  options?: SecretOptions,
): Promise<OpenedSecret | undefined> {
  try {
    const value = await secrets.read(reference, options)
    return value === undefined ? undefined : { value }
  } catch (error) {
    if (!cannotOpen(error)) throw error
    return { error }
  }
}

function cannotOpen(error: unknown): error is ProblemError {
  return isProblemError(error) && error.code === 'SECRETS_CANNOT_OPEN'
}
