export { spotify } from './integration.ts'
