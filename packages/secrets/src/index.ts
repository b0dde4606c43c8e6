export { type SecretOptions, type SecretReference, type SecretStore, secretStore } from './secret-store.ts'
