import { newSigningSecret } from '@tributary/integration-kit/signatures'
import type { SecretReference, StagedSecret } from '@tributary/secrets'
import type { Transaction } from 'kysely'
import type { Parts } from './parts.ts'
import type { WebhooksTables } from './tables.ts'

const OWNER = 'webhooks'

/** Identifies an endpoint and its person. */
export interface OwnedEndpoint {
  readonly id: string
  readonly user_id: string
}

type Trx = Transaction<WebhooksTables>

/** A new secret, ready to be stored in a transaction, which must not wait for Vault. */
export interface PreparedSecret {
  readonly secret: string
  readonly staged: readonly (readonly [SecretReference, StagedSecret])[]
}

/** Makes the secret of a new endpoint. */
export async function prepareSecret(
  { secrets }: Pick<Parts, 'secrets'>,
  endpoint: OwnedEndpoint,
): Promise<PreparedSecret> {
  const secret = newSigningSecret()
  const reference = currentOf(endpoint)
  return { secret, staged: [[reference, await secrets.stage(reference, secret)]] }
}

/** Makes another secret; the replaced one is kept, to sign with until a time that the endpoint keeps. */
export async function prepareRotation(
  parts: Pick<Parts, 'secrets'>,
  endpoint: OwnedEndpoint,
): Promise<PreparedSecret> {
  const { secrets } = parts
  const replaced = await secrets.read(currentOf(endpoint))
  const { secret, staged } = await prepareSecret(parts, endpoint)
  if (replaced === undefined) return { secret, staged }
  const previous = previousOf(endpoint)
  return { secret, staged: [...staged, [previous, await secrets.stage(previous, replaced)]] }
}

/** Stores what was prepared. */
export async function writeSecret(
  { secrets }: Pick<Parts, 'secrets'>,
  trx: Trx,
  { staged }: PreparedSecret,
): Promise<void> {
  for (const [reference, value] of staged) await secrets.write(reference, value, { trx })
}

/** Deletes both. */
export async function removeSecrets(
  { secrets }: Pick<Parts, 'secrets'>,
  trx: Trx,
  endpoint: OwnedEndpoint,
): Promise<void> {
  await secrets.remove(currentOf(endpoint), { trx })
  await secrets.remove(previousOf(endpoint), { trx })
}

/** Deletes the replaced one, when it is no longer used. */
export async function removePreviousSecret(
  { secrets }: Pick<Parts, 'secrets'>,
  trx: Trx,
  endpoint: OwnedEndpoint,
): Promise<void> {
  await secrets.remove(previousOf(endpoint), { trx })
}

/** The secrets to sign with, the current one first. */
export async function signingSecrets(
  { secrets, now }: Pick<Parts, 'secrets' | 'now'>,
  endpoint: OwnedEndpoint & { readonly previous_secret_until: Date | null },
): Promise<string[]> {
  const isRotated = (endpoint.previous_secret_until?.getTime() ?? 0) > now()
  const references = [currentOf(endpoint), ...(isRotated ? [previousOf(endpoint)] : [])]
  const names = references.map(({ name }) => name)
  const found = await secrets.readAll(OWNER, names)
  const values = names.flatMap((name) => found.get(name) ?? [])
  // Never unsigned: the endpoint was deleted meanwhile, or its secret was.
  if (values.length === 0) throw new Error(`the webhook endpoint ${endpoint.id} has no secret`)
  return values
}

function currentOf({ id, user_id: userId }: OwnedEndpoint): SecretReference {
  return { owner: OWNER, name: `endpoint/${id}`, userId }
}

function previousOf({ id, user_id: userId }: OwnedEndpoint): SecretReference {
  return { owner: OWNER, name: `endpoint/${id}/previous`, userId }
}
