export { oidc } from './integration.ts'
