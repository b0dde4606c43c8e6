import type { Enricher } from '@tributary/integration-kit/enrichers'
import type { ConfigurationValues, IntegrationDefinition } from '@tributary/integration-kit/host'
import { createProviderHttp } from '@tributary/provider-client'
import type { Parts } from '../parts.ts'
import { openUniversalEnricher } from '../universal/universal-enricher.ts'
import type { ActiveEnricher } from './active-enricher.ts'
import { checkAnswer } from './check-answer.ts'

/** The enrichers that can work now: those of platforms, and last the language model. */
export async function listEnrichers(parts: Parts): Promise<readonly ActiveEnricher[]> {
  const definitions = parts.definitions()
  const active: ActiveEnricher[] = []
  for (const definition of definitions) {
    const enricher = definition.provides?.enricher
    if (enricher === undefined) continue
    const config = definition.config === undefined ? {} : await parts.settings.read(definition.name)
    if (config === undefined || enricher.isConfigured?.(config) === false) continue
    active.push(activate(parts, { definition, enricher, config }))
  }
  const universal = await openUniversalEnricher(parts)
  return universal === undefined ? active : [...active, universal]
}

interface Configured {
  readonly definition: IntegrationDefinition
  readonly enricher: Enricher
  readonly config: ConfigurationValues
}

function activate(parts: Parts, { definition, enricher, config }: Configured): ActiveEnricher {
  const { name, api } = definition
  const { version, platforms, types, batchSize, doubtfulBelow, keepDays } = enricher
  const logger = parts.logger.child({ enricher: name })
  return {
    name,
    version,
    variant: null,
    platforms,
    types,
    batchSize,
    doubtfulBelow,
    keepDays,
    forbidden: [],
    isUniversal: false,
    configuration: JSON.stringify(config),
    check: checkAnswer,
    enrich(works, signal) {
      if (api === undefined) throw new TypeError(`integration "${name}" declares no api`)
      const context = { config, connection: {} }
      const { fetch } = parts
      const http = createProviderHttp({
        api,
        context,
        enteredIn: 'configuration',
        authorizer: undefined,
        budget: parts.budgets?.openFor(definition, { connectionId: undefined, signal }),
        fetch,
        signal,
        logger,
        now: parts.now,
      })
      return enricher.enrich({ http, config, signal, logger }, works)
    },
  }
}
