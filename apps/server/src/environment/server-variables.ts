import { readConfiguration } from '../configuration.ts'

/** The variables that the server's own configuration is read from: what `readConfiguration` asks its environment for. */
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
