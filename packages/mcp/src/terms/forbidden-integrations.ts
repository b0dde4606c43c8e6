import type { PluginContext } from '@tributary/core'
import { forbidsUse, integrations } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'

/** Integrations whose data no language model may see, each with the sentence of its terms. By name. */
export type ForbiddenIntegrations = ReadonlyMap<string, string>

type Contributions = Pick<PluginContext, 'getContributions' | 'getUnavailable'>

/** To be read each time. An integration that is quarantined has left data behind, so its terms hold too. */
export function forbiddenIntegrations(context: Contributions): ForbiddenIntegrations {
  const definitions = [
    ...context.getContributions(integrations),
    ...context.getUnavailable(integrations),
  ].map(({ value }) => value)
  return new Map(
    definitions
      .filter((definition) => forbidsUse(definition, 'ai'))
      .map((definition) => [definition.name, sentenceOf(definition)]),
  )
}

function sentenceOf({ displayName, facts }: IntegrationDefinition): string {
  const term = facts?.terms?.find(({ forbids }) => forbids === 'ai')
  return `${term?.sentence ?? `${displayName} forbids it.`} (${term?.source ?? ''})`
}
