export { googleFit } from './integration.ts'
