export type { DescribedApi } from './document-parts.ts'
export { findBrokenRules } from './find-broken-rules.ts'
