export {
  type KeyOverview,
  type MasterRotationResult,
  type RotationResult,
  type SecretKeys,
  secretKeys,
} from './secret-keys.ts'
export { type SecretOptions, type SecretReference, type SecretStore, secretStore } from './secret-store.ts'
export { secretsErrors } from './secrets-errors.ts'
export { type SecretsOptions, secretsPlugin } from './secrets-plugin.ts'
