export { webhook } from './integration.ts'
