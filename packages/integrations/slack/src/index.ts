export { slack } from './integration.ts'
