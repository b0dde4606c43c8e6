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

/** A secret that is made and not yet written, since no transaction may wait for where it is kept. */
export interface StagedSigning {
  readonly secret: string
  write(trx: Trx): Promise<void>
}

/** Makes the secret of a new endpoint. */
export async function stageSecret(
  { secrets }: Pick<Parts, 'secrets'>,
  endpoint: OwnedEndpoint,
): Promise<StagedSigning> {
  const secret = newSigningSecret()
  const staged = await secrets.stage(currentOf(endpoint), secret)
  return { secret, write: (trx) => secrets.write(currentOf(endpoint), staged, { trx }) }
}

/** Makes another secret; the replaced one is kept, to sign with until a time that the endpoint keeps. */
export async function stageRotation(
  { secrets }: Pick<Parts, 'secrets'>,
  endpoint: OwnedEndpoint,
): Promise<StagedSigning> {
  const replaced = await secrets.read(currentOf(endpoint))
  const previous = replaced === undefined ? undefined : await secrets.stage(previousOf(endpoint), replaced)
  const next = await stageSecret({ secrets }, endpoint)
  return {
    secret: next.secret,
    async write(trx) {
      if (previous !== undefined) await secrets.write(previousOf(endpoint), previous, { trx })
      await next.write(trx)
    },
  }
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
