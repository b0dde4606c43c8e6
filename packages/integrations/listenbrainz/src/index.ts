export { listenBrainz } from './integration.ts'
