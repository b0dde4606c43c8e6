export { email } from './integration.ts'
