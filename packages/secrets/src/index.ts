export {
  type KeyOverview,
  type MasterRotationResult,
  type RotationResult,
  type SecretKeys,
  secretKeys,
} from './secret-keys.ts'
export { type MoveResult, type SecretMove, type SecretPlace, secretMove } from './secret-move.ts'
export {
  type FoundSecret,
  type SecretOptions,
  type SecretReference,
  type SecretStore,
  type StagedSecret,
  secretStore,
} from './secret-store.ts'
export { secretsErrors } from './secrets-errors.ts'
export { type SecretsOptions, secretsPlugin } from './secrets-plugin.ts'
export type { VaultAuth, VaultOptions } from './vault/vault-options.ts'
