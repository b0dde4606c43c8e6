export { ntfy } from './integration.ts'
