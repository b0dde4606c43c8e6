import type { SecretReference } from '@tributary/secrets'

/** Where the device code of a flow is until the flow ends. */
export function deviceCodeOf({
  stateHash,
  userId,
}: {
  readonly stateHash: string
  readonly userId: string
}): SecretReference {
  return { owner: 'connections', name: `device/${stateHash}`, userId }
}
