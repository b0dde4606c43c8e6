import type { PluginReport, Principal } from '@tributary/core'
import { PROVIDER_KINDS, type ProviderKind } from '@tributary/integration-kit/host'
import { publicReason } from '@tributary/operations'
import { type Static, Type } from 'typebox'

/** `other`: a plugin that does not say what it is. The rest are kinds of providers, which a plugin may have besides. */
export const PLUGIN_KINDS = ['server', 'integration', 'other', ...PROVIDER_KINDS] as const

export type PluginKind = (typeof PLUGIN_KINDS)[number]

export const PLUGIN_STATES = ['booting', 'ready', 'quarantined', 'disabled'] as const

const Nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

const Dependencies = Type.Object(
  {
    plugins: Type.Array(Type.String(), {
      description: 'The plugins whose services it requires; they boot first.',
    }),
    services: Type.Array(Type.String(), { description: 'The services that it requires.' }),
  },
  {
    title: 'PluginDependencies',
    description: 'What a plugin needs.',
    examples: [{ plugins: ['jobs', 'connections'], services: ['imports', 'connections'] }],
  },
)

/** A plugin as the catalogue shows it. */
export const CataloguedPlugin = Type.Object(
  {
    name: Type.String(),
    displayName: Type.String(),
    kinds: Type.Array(Type.Enum([...PLUGIN_KINDS]), {
      description:
        'What it is: `server`, a part of the server; `integration`, which speaks to an external service; `other`. Then the kinds of providers that it offers.',
    }),
    version: Type.String(),
    description: Nullable('What it does.'),
    author: Nullable('A person or organization.'),
    homepage: Nullable('A web address.'),
    tags: Type.Array(Type.String()),
    icon: Nullable('An image as a `data:` URI.'),
    state: Type.Enum([...PLUGIN_STATES]),
    stateReason: Nullable('Why it is quarantined, in one line. Null for people who are not administrators.'),
    dependencies: Type.Union([Dependencies, Type.Null()], {
      description: 'Null for people who are not administrators.',
    }),
    supportsConnectionTest: Type.Boolean({
      description: 'Whether a configuration can be tested before it is saved.',
    }),
    supportsHealthChecks: Type.Boolean({ description: 'Whether it is checked periodically.' }),
  },
  {
    title: 'Plugin',
    description: 'A plugin of this server.',
    examples: [
      {
        name: 'spotify',
        displayName: 'Spotify',
        kinds: ['integration'],
        version: '1.0.0',
        description: 'What you listen to on Spotify.',
        author: 'The Tributary authors',
        homepage: 'https://www.spotify.com/account/privacy',
        tags: ['music'],
        icon: null,
        state: 'ready',
        stateReason: null,
        dependencies: null,
        supportsConnectionTest: false,
        supportsHealthChecks: false,
      },
    ],
  },
)

/** What the catalogue knows of a plugin besides its boot report. */
export interface PluginAbilities {
  /** The kinds of providers that it offers. */
  readonly providerKinds: readonly ProviderKind[]
  readonly supportsConnectionTest: boolean
  readonly supportsHealthChecks: boolean
}

export interface CatalogueEntry extends PluginAbilities {
  readonly report: PluginReport
  readonly kinds: readonly PluginKind[]
}

/** People see what a plugin is for; administrators also why it is down and what it needs. */
export function viewPlugin(
  { report, kinds, supportsConnectionTest, supportsHealthChecks }: CatalogueEntry,
  { roles }: Pick<Principal, 'roles'>,
): Static<typeof CataloguedPlugin> {
  const { name, version, state, reason, about, dependsOn, requires } = report
  const { kind: _, ...description } = about
  const isAdmin = roles.includes('admin')
  return {
    name,
    version,
    ...description,
    kinds: [...kinds],
    state,
    stateReason: isAdmin && reason !== undefined ? publicReason(reason) : null,
    dependencies: isAdmin ? { plugins: dependsOn, services: requires } : null,
    supportsConnectionTest,
    supportsHealthChecks,
  }
}
