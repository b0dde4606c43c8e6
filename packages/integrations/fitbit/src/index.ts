export { fitbit } from './integration.ts'
