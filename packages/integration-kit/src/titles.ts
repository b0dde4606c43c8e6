export { parseTitle } from './titles/parse-title.ts'
export { anyOf, SEASON_PHRASE } from './titles/season-patterns.ts'
export { splitAtColons } from './titles/split-at-colons.ts'
