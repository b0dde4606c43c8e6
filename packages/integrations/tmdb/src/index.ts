export { tmdb } from './integration.ts'
