import type { SecretReference } from '@tributary/secrets'

/** The secret that holds the device code of a flow until the flow ends. */
export function deviceCodeOf({
  stateHash,
  userId,
}: {
  readonly stateHash: string
  readonly userId: string
}): SecretReference {
  return { owner: 'connections', name: `device/${stateHash}`, userId }
}
