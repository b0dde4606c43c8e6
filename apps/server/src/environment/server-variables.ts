import { readConfiguration } from '../configuration.ts'

/** What an integration reads from the environment itself, since no administrator may set it. */
const OF_INTEGRATIONS = ['LOCAL_FILES_DIRECTORIES']

/** The variables of the server: all that `readConfiguration` reads, and what no form declares. */
export function serverVariables(): readonly string[] {
  const asked = new Set<string>()
  const environment = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_, name) {
        asked.add(String(name))
        return undefined
      },
    },
  )
  readConfiguration(environment)
  return [...asked, ...OF_INTEGRATIONS]
}
