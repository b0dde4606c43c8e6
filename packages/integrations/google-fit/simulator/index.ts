export type { LanguageCode } from './languages.ts'
export { type TakeoutOptions, takeoutFiles, takeoutZip } from './takeout.ts'
export { zipOf } from './zip-of.ts'
