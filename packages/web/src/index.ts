export { pagePaths } from './page-paths.ts'
export { type WebOptions, webPlugin } from './web-plugin.ts'
