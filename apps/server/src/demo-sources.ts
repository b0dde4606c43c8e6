import { existsSync } from 'node:fs'
import type { DemoSources } from '@tributary/demo'
import type { DemoProvider } from '@tributary/provider-simulator'

/** The same from `src/` and from `dist/`. */
const PLACE = '../../../packages/integrations'
const ENTRY = import.meta.url.endsWith('.ts') ? 'simulator/demo.ts' : 'dist/simulator/demo.js'

/** The demos of the integrations in these folders, by path like the integrations themselves. */
export function demoSources(folders: readonly string[]): DemoSources {
  let names: readonly string[] | undefined
  const urlOf = (folder: string) => new URL(`${PLACE}/${folder}/${ENTRY}`, import.meta.url)
  return {
    names: () => (names ??= folders.filter((folder) => existsSync(urlOf(folder)))),
    async load(folder) {
      const module = (await import(urlOf(folder).href)) as { readonly default: DemoProvider }
      return module.default
    },
  }
}
