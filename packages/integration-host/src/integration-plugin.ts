import {
  linearPatterns,
  type Plugin,
  type PluginAbout,
  type PluginContext,
  type PluginRoutes,
  webPages,
} from '@tributary/core'
import type { Integration } from '@tributary/integration-kit'
import type { IntegrationDefinition, SetupInfo } from '@tributary/integration-kit/host'
import { CONTRACT, CREDENTIAL, isProvider } from '@tributary/integration-kit/host'
import { authStrategyOf, hasAccount } from './auth/auth-strategies.ts'
import { checkDefinition } from './check/check-definition.ts'
import { checkKinds } from './check/check-kinds.ts'
import { configurations, settings } from './config/configuration.ts'
import { connections } from './connection-service.ts'
import { integrations } from './definitions.ts'
import { imports } from './import-service.ts'
import { notesOf } from './notes-of.ts'
import { offeredProviders } from './providers/offered-providers.ts'
import { registerOwnServices } from './register-own-services.ts'
import { changeRoutes } from './routes/change.ts'
import { SEVERAL_CONNECTIONS_MEMBERS } from './routes/chosen-connection.ts'
import { connectionsRoutes } from './routes/connections.ts'
import { describeRoute } from './routes/describe.ts'
import { disconnectRoutes, eraseRoute } from './routes/disconnect.ts'
import { importRoute } from './routes/import.ts'
import { ownRoutes } from './routes/own-routes.ts'
import { syncRoutes } from './routes/sync.ts'
import { webhookRoutes } from './webhook/webhook-routes.ts'

/** What an operator sets of every integration. */
export interface IntegrationOptions {
  /** Of an uploaded file, in the place of what the integration says. */
  readonly maxFileBytes?: number | undefined
}

/** A plugin that was made of a definition. */
export interface IntegrationPlugin extends Plugin {
  readonly definition: IntegrationDefinition
}

/**
 * Makes a plugin of an integration: it contributes its streams to the sync engine, its configuration to the administrator's form and what it
 * provides to the instances, and has all the standard routes. A definition that cannot work is refused when the plugin boots, with a `TypeError` that says what to change.
 *
 * @example
 * createKernel({ plugins: [databasePlugin(…), jobsPlugin(…), integrationPlugin(netflix)] })
 */
export function integrationPlugin(
  { contract, definition: declared }: Integration,
  { maxFileBytes }: IntegrationOptions = {},
): IntegrationPlugin {
  const definition = withMaxFileBytes(declared, maxFileBytes)
  const { name, version, description, homepage, config, files, api, testConfig } = definition
  const plugin: Plugin = {
    name,
    version,
    about: aboutOf(definition),
    uses: [
      imports,
      ...(hasAccount(definition) ? [connections] : []),
      ...(config === undefined ? [] : [settings]),
    ],
    registerServices(context) {
      checkContract(definition.name, contract)
      checkDefinition(definition)
      context.contribute(integrations, definition)
      context.contribute(linearPatterns, CREDENTIAL)
      registerOwnServices(context, definition)
      for (const offered of Object.values(definition.provides ?? {}))
        if (isProvider(offered)) context.contribute(offeredProviders, offered)
      if (config === undefined) return
      context.contribute(configurations, {
        schema: config,
        setupInfo: () => setupInfoOf(definition, context),
        ...(testConfig === undefined ? {} : { test: testConfig }),
        ...(api === undefined ? {} : { api }),
      })
    },
    configureRoutes(context) {
      checkKinds(definition, context.getService(imports).streamKinds())
      return standardRoutes(definition, context)
    },
    openapiSchema: () => ({
      description,
      ...(homepage === undefined ? {} : { externalDocs: { url: homepage } }),
      ...(files === undefined && !hasAccount(definition)
        ? {}
        : {
            problemMembers: {
              ...(files === undefined ? {} : UPLOAD_PROBLEM_MEMBERS),
              ...(hasAccount(definition) ? SEVERAL_CONNECTIONS_MEMBERS : {}),
            },
          }),
    }),
  }
  return Object.freeze({ ...plugin, definition })
}

function aboutOf(definition: IntegrationDefinition): PluginAbout {
  const { displayName, description, homepage, author, tags, icon } = definition
  const optional = Object.entries({ homepage, author, tags, icon }).filter(([, value]) => value !== undefined)
  return { kind: 'integration', displayName, description, ...Object.fromEntries(optional) }
}

function withMaxFileBytes(
  definition: IntegrationDefinition,
  maxBytes: number | undefined,
): IntegrationDefinition {
  if (maxBytes === undefined || definition.files === undefined) return definition
  return { ...definition, files: { ...definition.files, maxBytes } }
}

function checkContract(name: string, contract: number | undefined): void {
  if (contract === CONTRACT) return
  throw new TypeError(
    `integration "${name}" was built against contract ${contract ?? 1} of the integration kit, but this server supports ${CONTRACT}: build it with this version's kit`,
  )
}

const UPLOAD_PROBLEM_MEMBERS = {
  maxBytes: { type: 'integer', description: 'The largest accepted file, in bytes.' },
}

/** What the administrator copies into the provider's form, and what to know of the provider before. */
function setupInfoOf(definition: IntegrationDefinition, context: PluginContext): readonly SetupInfo[] {
  const { name, setupInfo } = definition
  const own =
    setupInfo === undefined || !hasAccount(definition)
      ? []
      : setupInfo({ callbackUrl: context.getService(connections).redirectUri(name) })
  const refusal = hasAccount(definition)
    ? context.getService(connections).refusalOfRedirectUri(name)
    : undefined
  const warning =
    refusal === undefined ? [] : [{ label: 'This redirect URI will be refused', value: refusal }]
  const address = definition.webhook === undefined ? [] : [webhookAddress(name, context)]
  return [
    ...own,
    ...address,
    ...warning,
    ...notesOf(definition).map((value) => ({ label: 'Good to know', value })),
  ]
}

/** On the same server as the redirect URI. */
function webhookAddress(name: string, context: PluginContext): SetupInfo {
  const { href: value } = new URL(
    `/api/public/${name}/webhook`,
    context.getService(connections).redirectUri(name),
  )
  return { label: 'Webhook address', value, copyable: true }
}

function standardRoutes(definition: IntegrationDefinition, context: PluginContext): PluginRoutes {
  const { streams, files, config } = definition
  const importService = () => context.getService(imports)
  const connectionService = hasAccount(definition) ? () => context.getService(connections) : undefined
  const settingsService = config === undefined ? undefined : () => context.getService(settings)
  return {
    routes: async (app) => {
      describeRoute(app, { definition, importService, connectionService, settingsService })
      if (files !== undefined) await importRoute(app, { definition, files, importService })
      if (connectionService !== undefined) {
        const hasPages = () => context.getContributions(webPages).length > 0
        const connecting = { definition, connectionService, importService, hasPages }
        authStrategyOf(definition).addConnectRoutes(app, connecting)
        connectionsRoutes(app, connecting)
        changeRoutes(app, connecting)
        disconnectRoutes(app, connecting)
      } else if (streams.length > 0) {
        eraseRoute(app, { definition, importService })
      }
      ownRoutes(app, { definition, importService, connectionService })
      if (streams.some((stream) => stream.sync !== undefined))
        syncRoutes(app, { definition, importService, connectionService })
    },
    ...webhookOf(definition, context),
  }
}

/** What the provider calls. */
function webhookOf(definition: IntegrationDefinition, context: PluginContext): Pick<PluginRoutes, 'public'> {
  const { webhook, name, config } = definition
  if (webhook === undefined) return {}
  return {
    public: (app) =>
      webhookRoutes(app, {
        definition,
        webhook,
        readConfig: async () => (config === undefined ? {} : context.getService(settings).read(name)),
        connectionService: () => context.getService(connections),
        importService: () => context.getService(imports),
      }),
  }
}
