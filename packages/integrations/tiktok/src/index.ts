export { tiktok } from './integration.ts'
