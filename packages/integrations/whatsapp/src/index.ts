export { whatsApp } from './integration.ts'
