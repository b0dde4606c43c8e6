import type { SecretReference } from '@tributary/secrets'
import type { Transaction } from 'kysely'
import { newSigningSecret } from './delivery/signature.ts'
import type { Parts } from './parts.ts'
import type { WebhooksTables } from './tables.ts'

const OWNER = 'webhooks'

/** Identifies an endpoint and its person. */
export interface OwnedEndpoint {
  readonly id: string
  readonly user_id: string
}

type Trx = Transaction<WebhooksTables>

/** Makes and stores the secret of a new endpoint. */
export async function createSecret(
  { secrets }: Pick<Parts, 'secrets'>,
  trx: Trx,
  endpoint: OwnedEndpoint,
): Promise<string> {
  const secret = newSigningSecret()
  await secrets.write(currentOf(endpoint), secret, { trx })
  return secret
}

/** Replaces the secret; the replaced one is kept, to sign with until a time that the endpoint keeps. */
export async function rotateSecret(
  { secrets }: Pick<Parts, 'secrets'>,
  trx: Trx,
  endpoint: OwnedEndpoint,
): Promise<string> {
  const replaced = await secrets.read(currentOf(endpoint), { trx })
  if (replaced !== undefined) await secrets.write(previousOf(endpoint), replaced, { trx })
  return createSecret({ secrets }, trx, endpoint)
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
  return names.flatMap((name) => found.get(name) ?? [])
}

function currentOf({ id, user_id: userId }: OwnedEndpoint): SecretReference {
  return { owner: OWNER, name: `endpoint/${id}`, userId }
}

function previousOf({ id, user_id: userId }: OwnedEndpoint): SecretReference {
  return { owner: OWNER, name: `endpoint/${id}/previous`, userId }
}
