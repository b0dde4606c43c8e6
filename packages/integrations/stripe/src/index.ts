export { stripe } from './integration.ts'
