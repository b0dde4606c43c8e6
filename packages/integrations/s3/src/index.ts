export { s3 } from './integration.ts'
