import { readdirSync } from 'node:fs'

const FOLDERS = readdirSync(new URL('../../../packages/integrations', import.meta.url))

/**
 * All integrations but the named, for `DISABLED_PLUGINS`: a test that says something of each operation names those that it knows. Others
 * have the operations of these, from the same host, and stay out, so that adding an integration changes no test but its own.
 */
export function otherIntegrations(named: readonly string[]): string {
  return FOLDERS.filter((folder) => !named.includes(folder)).join(',')
}
