export { oura } from './integration.ts'
