export { type SearchOptions, searchPlugin } from './search-plugin.ts'
