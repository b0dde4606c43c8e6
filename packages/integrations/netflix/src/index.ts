export { netflix } from './integration.ts'
