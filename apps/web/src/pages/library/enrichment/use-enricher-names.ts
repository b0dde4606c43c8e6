import { useLingui } from '@lingui/react/macro'
import { useIntegrationName } from '../../../api/integration-name.ts'

const MODEL = 'enrichment'
const BY_HAND = 'person'

/** Who says a fact: an integration, the language model, or the person. */
export function useEnricherNames(): (enricher: string) => string {
  const { t } = useLingui()
  const integrationName = useIntegrationName()
  return (enricher) => {
    if (enricher === MODEL) return t`Language model`
    if (enricher === BY_HAND) return t`You`
    return integrationName(enricher)
  }
}
