import type { PluginContext } from '@tributary/core'
import { providers, settings } from '@tributary/integration-host'
import { field, fields } from '@tributary/integration-kit'

/** What an administrator has decided. */
export interface ExportSettings {
  /** The ids of the instances that people may choose. */
  readonly storages: readonly string[]
  /** 0: however old. */
  readonly keepDays: number
  /** Of one person, storage, contents and format. 0: however many. */
  readonly keepCount: number
}

export const DEFAULT_KEEP_DAYS = 90
export const DEFAULT_KEEP_COUNT = 10

/** The form of the settings of exports. */
export function exportsConfiguration(context: PluginContext) {
  return fields({
    storages: field.multiSelect({
      label: 'Storages for exports',
      description: 'Where people may keep exports of their data. Without one, they can only download them.',
      required: false,
      async load() {
        if (!context.hasService(providers)) return []
        const instances = await context.getService(providers).list('storage')
        return instances.map(({ id, plugin, name }) => ({ value: id, label: `${name} (${plugin})` }))
      },
    }),
    keepDays: field.integer({
      label: 'Days that exports are kept',
      description: 'Older ones are deleted; 0 keeps them however old they are.',
      default: DEFAULT_KEEP_DAYS,
      minimum: 0,
      maximum: 36_500,
    }),
    keepCount: field.integer({
      label: 'Exports that are kept',
      description:
        'The newest of each person with the same contents, format and storage; 0 keeps all of them.',
      default: DEFAULT_KEEP_COUNT,
      minimum: 0,
      maximum: 10_000,
    }),
  })
}

/** The settings as they are now; the defaults where nothing is set. */
export async function readExportSettings(context: PluginContext): Promise<ExportSettings> {
  const values = context.hasService(settings) ? await context.getService(settings).read('exports') : {}
  const { storages, keepDays, keepCount } = values ?? {}
  return {
    storages: Array.isArray(storages) ? storages.map(String) : [],
    keepDays: typeof keepDays === 'number' ? keepDays : DEFAULT_KEEP_DAYS,
    keepCount: typeof keepCount === 'number' ? keepCount : DEFAULT_KEEP_COUNT,
  }
}
