import { kernelService, type Plugin, type PluginContext, readPositions, signedIn } from '@tributary/core'
import { configurations, settings } from '@tributary/integration-host'
import { mcpRoute } from './mcp-route.ts'
import { McpConfiguration, readMcpSettings } from './mcp-settings.ts'
import { forbiddenIntegrations } from './terms/forbidden-integrations.ts'
import { ToolCatalogue } from './tools/tool-catalogue.ts'

export interface McpOptions {
  /** Where browsers reach the server. */
  readonly publicUrl: string
  /** Other origins whose pages may call tools. */
  readonly trustedOrigins?: readonly string[] | undefined
}

/**
 * A server of the Model Context Protocol at `/mcp`, whose tools are the operations of every plugin. Its place in the plugin list does not
 * matter.
 *
 * @example
 * createKernel({ plugins: [settingsPlugin(…), mcpPlugin({ publicUrl: 'https://data.example.org' }), …] })
 */
export function mcpPlugin({ publicUrl, trustedOrigins = [] }: McpOptions): Plugin {
  const origins = new Set([publicUrl, ...trustedOrigins].map((url) => new URL(url).origin))
  return {
    name: 'mcp',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'MCP',
      description: 'Gives AI assistants access to the data of the person who signs in.',
      author: 'The Tributary authors',
      tags: ['api', 'ai'],
    },
    uses: [settings],
    usesIfPresent: [readPositions],
    registerServices(context) {
      context.contribute(configurations, { schema: McpConfiguration })
    },
    configureRoutes: (context) => ({ root: configureRoute(context, origins) }),
  }
}

function configureRoute(context: PluginContext, trustedOrigins: ReadonlySet<string>) {
  const kernel = context.getService(kernelService)
  const catalogue = new ToolCatalogue(kernel)
  return mcpRoute({
    catalogue,
    title: () => kernel.document().info.title,
    version: context.plugin.version,
    position: async () =>
      context.hasService(readPositions) ? context.getService(readPositions).current() : undefined,
    trustedOrigins,
    circumstances: async (request) => ({
      principal: signedIn(request),
      settings: await readMcpSettings(context.getService(settings)),
      forbidden: forbiddenIntegrations(context),
      unavailable: catalogue.unavailable(),
    }),
  })
}
