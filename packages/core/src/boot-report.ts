import { type Static, Type } from 'typebox'
import {
  aboutExample,
  bootReportExample,
  pluginReportExample,
  routeExample,
  serviceGraphExample,
} from './boot-report-examples.ts'
import { describePlugin } from './plugin-about.ts'
import type { Phase, PluginRecord } from './plugin-record.ts'

/** The phases, which are called after the methods of a plugin, as the API spells them. */
const PHASES = {
  none: 'none',
  registerServices: 'register_services',
  configureRoutes: 'configure_routes',
  openapiSchema: 'openapi_schema',
  start: 'start',
} as const satisfies Record<Phase, string>

export const Route = Type.Object(
  {
    method: Type.String(),
    path: Type.String({ description: 'In the notation of Fastify: `/api/jobs/:id`.' }),
    access: Type.Enum(['public', 'user', 'admin']),
    scopes: Type.Array(Type.String(), {
      description: 'An API key needs one of these scopes, if API keys are allowed.',
    }),
    sessionOnly: Type.Boolean({ description: 'Whether API keys are refused.' }),
  },
  { title: 'Route', examples: [routeExample] },
)

const Nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export const PluginDescription = Type.Object(
  {
    kind: Type.Enum(['server', 'integration', 'other'], {
      description: '`server`: a part of the server; `integration`: speaks to an external service.',
    }),
    displayName: Type.String(),
    description: Nullable('What it does.'),
    author: Nullable('A person or organization.'),
    homepage: Nullable('A web address.'),
    tags: Type.Array(Type.String()),
    icon: Nullable('An image as a `data:` URI.'),
  },
  { title: 'PluginDescription', description: 'What a plugin says of itself.', examples: [aboutExample] },
)

/** The state of one plugin after boot. */
export const PluginReport = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    about: PluginDescription,
    essential: Type.Boolean(),
    added: Type.Boolean({ description: 'Whether it can be reloaded and unloaded while the server runs.' }),
    state: Type.Enum(['booting', 'ready', 'quarantined', 'disabled']),
    phase: Type.Enum(Object.values(PHASES), {
      description: 'The last boot phase that the plugin entered.',
    }),
    reason: Type.Optional(Type.String({ description: 'Why it is quarantined.' })),
    problem: Type.Optional(
      Type.String({
        description:
          'What went wrong in a plugin that goes on: an unhandled rejection, or a reload that failed.',
      }),
    ),
    retryable: Type.Boolean({
      description:
        'Whether the plugin can be retried without a restart: only a failed `start` can be repeated.',
    }),
    milliseconds: Type.Number({ description: 'Time spent in the boot phases of the plugin.' }),
    dependsOn: Type.Array(Type.String(), {
      description: 'The plugins whose services this plugin requires; they boot first.',
    }),
    requires: Type.Array(Type.String(), {
      description: 'The services that this plugin requires, resolved or not.',
    }),
    provides: Type.Array(Type.String()),
    uses: Type.Array(Type.String(), { description: 'The services that this plugin has resolved.' }),
    contributes: Type.Array(Type.String()),
    routes: Type.Array(Route),
  },
  { title: 'PluginReport', description: 'The state of one plugin.', examples: [pluginReportExample] },
)

export type PluginReport = Static<typeof PluginReport>

/** The result of the boot. */
export const BootReport = Type.Object(
  {
    state: Type.Enum(['created', 'booting', 'ready', 'stopping', 'stopped', 'failed']),
    milliseconds: Type.Integer(),
    plugins: Type.Array(PluginReport, { description: 'In boot order.' }),
    publicRoutes: Type.Array(Type.String(), {
      description: 'Every route that needs no sign-in. All other routes refuse anonymous requests.',
    }),
  },
  {
    title: 'BootReport',
    description: 'The state of the kernel and of every plugin.',
    examples: [bootReportExample],
  },
)

export type BootReport = Static<typeof BootReport>

export type KernelState = BootReport['state']

/** Which plugin provides a service, and which plugins use it. */
export const ServiceGraph = Type.Object(
  {
    services: Type.Array(
      Type.Object({ name: Type.String(), providedBy: Type.String(), usedBy: Type.Array(Type.String()) }),
    ),
    dependencies: Type.Array(Type.Object({ plugin: Type.String(), dependsOn: Type.String() })),
  },
  {
    title: 'ServiceGraph',
    description: 'Which plugin provides a service, which use it, and which plugin boots after which.',
    examples: [serviceGraphExample],
  },
)

export type ServiceGraph = Static<typeof ServiceGraph>

export function reportPlugin(record: PluginRecord): PluginReport {
  const { plugin, reason } = record
  return {
    name: plugin.name,
    version: plugin.version,
    about: aboutOf(record),
    essential: plugin.essential === true,
    added: record.isAdded,
    state: record.state,
    phase: PHASES[record.phase],
    ...(reason === undefined ? {} : { reason: reason.message }),
    ...(record.problem === undefined ? {} : { problem: record.problem }),
    retryable: isRetryable(record),
    milliseconds: Math.round(record.milliseconds * 10) / 10,
    dependsOn: [...record.dependencies.keys()].map(({ name }) => name),
    requires: (plugin.uses ?? []).map(({ name }) => name),
    provides: [...record.provides],
    uses: [...record.uses],
    contributes: [...record.contributes],
    routes: record.routes.map((route) => ({ ...route, scopes: [...route.scopes] })),
  }
}

function aboutOf({ plugin }: PluginRecord): PluginReport['about'] {
  const about = describePlugin(plugin)
  return { ...about, tags: [...about.tags] }
}

/** Fastify takes no routes once it is ready, so a failure before `start` needs a new process. */
export function isRetryable(record: PluginRecord): boolean {
  return record.state === 'quarantined' && record.phase === 'start'
}

export function reportServices(records: readonly PluginRecord[]): ServiceGraph {
  const services = records.flatMap((owner) =>
    [...owner.provides].map((name) => ({
      name,
      providedBy: owner.name,
      usedBy: records.filter((record) => record.uses.has(name)).map((record) => record.name),
    })),
  )
  const dependencies = records.flatMap((record) =>
    [...record.dependencies.keys()].map((to) => ({ plugin: record.name, dependsOn: to.name })),
  )
  return { services, dependencies }
}
