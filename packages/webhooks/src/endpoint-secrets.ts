import type { SecretReference, StagedSecret } from '@tributary/secrets'
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

/** A new secret, made ready before the transaction that writes it: with Vault, no transaction waits for its answer. */
export interface NewSecret {
  readonly secret: string
  readonly staged: StagedSecret
  /** The secret that it replaces, which signs on for a while. */
  readonly replaced?: StagedSecret | undefined
}

export async function stageSecret(
  { secrets }: Pick<Parts, 'secrets'>,
  endpoint: OwnedEndpoint,
): Promise<NewSecret> {
  const secret = newSigningSecret()
  return { secret, staged: await secrets.stage(currentOf(endpoint), secret) }
}

/** With the secret that is in use now. */
export async function stageRotation(
  { secrets }: Pick<Parts, 'secrets'>,
  endpoint: OwnedEndpoint,
): Promise<NewSecret> {
  const current = await secrets.read(currentOf(endpoint))
  const replaced = current === undefined ? undefined : await secrets.stage(previousOf(endpoint), current)
  return { ...(await stageSecret({ secrets }, endpoint)), replaced }
}

export async function writeSecret(
  { secrets }: Pick<Parts, 'secrets'>,
  trx: Trx,
  { endpoint, staged, replaced }: NewSecret & { readonly endpoint: OwnedEndpoint },
): Promise<void> {
  if (replaced !== undefined) await secrets.write(previousOf(endpoint), replaced, { trx })
  await secrets.write(currentOf(endpoint), staged, { trx })
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
