import { type Static, Type } from 'typebox'
import type { AddedPlugin } from './plugin-loader.ts'

const PluginProcess = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    host: Type.String({ description: 'The name of its machine.' }),
    isThis: Type.Boolean({ description: 'Whether it is the one that answers.' }),
    failure: Type.Union([Type.String(), Type.Null()], {
      description: 'Why it has not what was asked for last; null if it has.',
    }),
    finishedAt: Type.String({ format: 'date-time' }),
  },
  {
    title: 'PluginProcess',
    description: 'What a process made of the last load or unload through any of them.',
    examples: [
      {
        id: '0b6f0e8e-6b0a-4f0a-9a53-5b7f3a1f7d11',
        host: 'server-1',
        isThis: true,
        failure: null,
        finishedAt: '2026-11-28T10:00:00.000Z',
      },
    ],
  },
)

export const AddedPluginSchema = Type.Object(
  {
    name: Type.String({
      description: 'Of its folder in `PLUGINS_DIR`, or of the package that `tributary.config.ts` names.',
    }),
    folder: Type.Union([Type.String(), Type.Null()], {
      description: 'Where it is on this machine; null if it is there no more.',
    }),
    state: Type.Enum(['loaded', 'failed', 'unloaded', 'available'], {
      description:
        '`failed`: what was loaded last does not run; an earlier version may. `unloaded`: by an administrator. `available`: not loaded yet.',
    }),
    plugins: Type.Array(Type.String(), { description: 'The plugins that it was made into.' }),
    hasChanged: Type.Boolean({
      description: 'Whether its files or options differ from what is loaded: reload it.',
    }),
    digest: Type.Union([Type.String(), Type.Null()], {
      description: 'Of the files that were loaded, as `PLUGINS_ALLOW` takes it; null if no files were.',
    }),
    failure: Type.Union([Type.String(), Type.Null()], { description: 'Why it does not run.' }),
    processes: Type.Array(PluginProcess, {
      description: 'What each process made of the last load or unload; empty before the first.',
    }),
  },
  {
    title: 'AddedPlugin',
    description: 'Plugins that the operator added: a folder or a package.',
    examples: [
      {
        name: 'diary',
        folder: '/srv/tributary/data/plugins/diary',
        state: 'loaded',
        plugins: ['diary'],
        hasChanged: false,
        digest: `sha256-${'4f'.repeat(32)}`,
        failure: null,
        processes: [],
      },
    ],
  },
)

export type AddedPluginView = Static<typeof AddedPluginSchema>

export function viewAddedPlugin(
  added: AddedPlugin,
  processes: AddedPluginView['processes'],
): AddedPluginView {
  const { name, folder = null, plugins, hasChanged, digest = null, failure = null } = added
  return {
    name,
    folder,
    state: stateOf(added),
    plugins: [...plugins],
    hasChanged,
    digest,
    failure,
    processes,
  }
}

function stateOf({ isLoaded, isUnloaded, failure }: AddedPlugin): AddedPluginView['state'] {
  if (failure !== undefined) return 'failed'
  if (isLoaded) return 'loaded'
  return isUnloaded ? 'unloaded' : 'available'
}
