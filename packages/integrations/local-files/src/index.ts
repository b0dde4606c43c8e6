export { localFiles } from './integration.ts'
