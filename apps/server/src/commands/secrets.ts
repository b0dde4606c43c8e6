import {
  type RotationResult,
  type SecretKeys,
  type SecretPlace,
  secretKeys,
  secretMove,
} from '@tributary/secrets'
import Table from 'cli-table3'
import type { Configuration } from '../configuration.ts'
import { withKernel } from '../with-kernel.ts'

/** `tributary secrets keys`: prints the keys and the number of secrets sealed with each. */
export async function showKeys(configuration: Configuration): Promise<void> {
  const { masterKey, dataKeys } = await withKeys(configuration, (keys) => keys.describe())
  const table = new Table({
    head: ['data key', 'made', 'secrets', ''],
    style: { head: [], border: [] },
  })
  for (const { id, createdAt, secrets, active } of dataKeys)
    table.push([id, createdAt.toISOString(), secrets, active ? 'active' : ''])
  process.stdout.write(`master key ${masterKey.id}, from the ${masterKey.source}\n${table.toString()}\n`)
}

/** `tributary secrets rotate`: rotates the data key. Resolves to whether every secret could be resealed. */
export async function rotateKey(configuration: Configuration): Promise<boolean> {
  const result = await withKeys(configuration, (keys) => keys.rotate())
  process.stdout.write(`${describeRotation(result)}\n`)
  return result.unreadable.length === 0
}

/** `tributary secrets rotate --master`: rotates the master key, and prints the remaining steps. */
export async function rotateMasterKey(configuration: Configuration): Promise<void> {
  const { keyId, from, rewrapped } = await withKeys(configuration, (keys) => keys.rotateMaster())
  const rest = from.startsWith('TRIBUTARY_')
    ? `Now set TRIBUTARY_MASTER_KEY to the value of ${from}, unset the latter, and restart every process.`
    : `It is in ${from}; the old one is kept beside it for earlier backups. Save the new one with your backups.`
  process.stdout.write(`The master key is now ${keyId}; rewrapped data keys: ${rewrapped}. ${rest}\n`)
}

/** `tributary secrets move`: moves all secrets, and prints the remaining step. Resolves to whether every secret could be read. */
export async function moveSecrets(configuration: Configuration, to: SecretPlace): Promise<boolean> {
  const { moved, unreadable } = await withKernel(configuration, { existingDatabase: true }, (kernel) =>
    kernel.getService(secretMove).moveTo(to),
  )
  const place = to === 'vault' ? 'to Vault' : 'into the database'
  const rest =
    configuration.secretsBackend === to
      ? ''
      : ` Set SECRETS_BACKEND=${to} for every process and restart them, then move again: until then, new secrets are written where they were before.`
  process.stdout.write(`Secrets moved ${place}: ${moved}.${rest}\n`)
  if (unreadable.length > 0)
    process.stdout.write(
      `These cannot be read and are unchanged; set them again:\n${unreadable.join('\n')}\n`,
    )
  return unreadable.length === 0
}

function describeRotation({ keyId, resumed, resealed, unreadable }: RotationResult): string {
  const went = resumed ? 'An interrupted rotation of the data key was completed' : 'The data key was rotated'
  const counts = `${went}: it is now ${keyId}; resealed secrets: ${resealed}.`
  return unreadable.length === 0
    ? counts
    : `${counts}\nThese cannot be decrypted and are unchanged; set them again:\n${unreadable.join('\n')}`
}

function withKeys<T>(configuration: Configuration, command: (keys: SecretKeys) => Promise<T>): Promise<T> {
  return withKernel(configuration, { existingDatabase: true }, (kernel) =>
    command(kernel.getService(secretKeys)),
  )
}
