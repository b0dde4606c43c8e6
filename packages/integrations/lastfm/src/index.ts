export { lastFm } from './integration.ts'
