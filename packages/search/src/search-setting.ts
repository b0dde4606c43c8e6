import type { PluginContext } from '@tributary/core'
import { providers, settings } from '@tributary/integration-host'
import { field, fields } from '@tributary/integration-kit'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { Choice } from './parts.ts'

const FIELD = 'searchInstance'

/** The settings of the search. */
export function searchConfiguration(context: PluginContext) {
  return fields({
    [FIELD]: field.select({
      label: 'Search of the library',
      description:
        'What finds the items of a text. Without one, PostgreSQL searches in the titles. An instance is filled first, and titles are searched until it is.',
      required: false,
      env: 'SEARCH_INSTANCE',
      async load() {
        if (!context.hasService(providers)) return []
        const instances = await context.getService(providers).list('search')
        return instances.map(({ id, plugin, name }) => ({ value: id, label: `${name} (${plugin})` }))
      },
    }),
  })
}

/** What is chosen now, in each process. */
export async function readChoice(context: PluginContext): Promise<Choice> {
  const values: ConfigurationValues | undefined = context.hasService(settings)
    ? await context.getService(settings).read('search')
    : undefined
  const wanted = values?.[FIELD]
  if (typeof wanted !== 'string') return { kind: 'built-in' }
  const instances = context.hasService(providers) ? await context.getService(providers).list('search') : []
  const instance = instances.find(({ id, plugin, name }) => [id, name, `${plugin}/${name}`].includes(wanted))
  return instance === undefined ? { kind: 'missing' } : { kind: 'instance', instance }
}
