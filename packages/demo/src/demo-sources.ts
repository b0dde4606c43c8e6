import type { DemoProvider } from '@tributary/provider-simulator'

/** Where simulated providers come from. They are imported when demo data exists, and not before. */
export interface DemoSources {
  /** The integrations that have one, without importing any. */
  names(): readonly string[]
  load(integration: string): Promise<DemoProvider>
}
