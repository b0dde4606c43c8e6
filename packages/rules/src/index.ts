export { rulesErrors } from './rules-errors.ts'
export { type RulesOptions, rulesPlugin } from './rules-plugin.ts'
