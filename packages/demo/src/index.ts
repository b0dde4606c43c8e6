export { type DemoOptions, demoPlugin } from './demo-plugin.ts'
export type { DemoSources } from './demo-sources.ts'
