import { readConfiguration } from '../configuration.ts'

/** The variables of the server's own configuration: all that `readConfiguration` reads. */
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
  return [...asked]
}
