import { useQuery } from '@tanstack/react-query'
import { pluginsQuery } from './plugin-queries.ts'

/** The name that people know a plugin by; its technical one until that is loaded. */
export function usePluginNames(): (plugin: string) => string {
  const { data = [] } = useQuery(pluginsQuery)
  return (plugin) => data.find(({ name }) => name === plugin)?.displayName ?? plugin
}
