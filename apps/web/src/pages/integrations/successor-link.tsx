import { Trans } from '@lingui/react/macro'
import type { IntegrationsIntegration } from '@tributary/client'
import { TextLink } from '../../components/text-link.tsx'

/** The way from an integration whose provider ends to the one that continues its history. */
export function SuccessorLink({ facts }: Pick<IntegrationsIntegration, 'facts'>) {
  const { successor, successorIntegration } = facts
  if (successorIntegration === null || successor === null) return null
  return (
    <TextLink to="/integrations/$integration" params={{ integration: successorIntegration }} size="sm">
      <Trans>
        Continue with {successor}: your history goes on there, and days that both have are shown once.
      </Trans>
    </TextLink>
  )
}
