export { youtube } from './integration.ts'
