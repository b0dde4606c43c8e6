import { type PluginApp, signedIn } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { Integration } from '../integrations/integration-schema.ts'
import { type IntegrationServices, viewIntegration } from '../integrations/view-integration.ts'
import { camelCase } from './camel-case.ts'

export interface DescribeRoute extends IntegrationServices {
  readonly definition: IntegrationDefinition
}

/** `GET /api/<name>`: what the integration is and how it stands with the person who asks. */
export function describeRoute(app: PluginApp, { definition, ...services }: DescribeRoute): void {
  const { name, displayName } = definition
  app.get(
    '/',
    {
      schema: {
        summary: `Describe the integration ${displayName}`,
        description: `What it brings and needs, how to connect, the state of your connections, and the result of the last job. The same as \`GET /api/integrations/${name}\`.`,
        operationId: `${camelCase(name)}GetIntegration`,
        response: { 200: Integration },
      },
    },
    // The kernel answers for an integration that is not ready.
    (request) => viewIntegration({ definition, state: 'ready' }, signedIn(request), services),
  )
}
