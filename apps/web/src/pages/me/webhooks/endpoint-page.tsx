import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { WebhooksWebhookEndpoint } from '@tributary/client'
import { BackLink } from '../../../components/back-link.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { Section } from '../section.tsx'
import { Deliveries } from './deliveries.tsx'
import { EndpointActions } from './endpoint-actions.tsx'
import { EndpointState } from './endpoint-state.tsx'
import { EVENT_TYPES, useTypeWords } from './type-words.ts'
import { endpointQuery } from './webhook-queries.ts'

const route = getRouteApi('/shell/me/webhooks/$endpointId')

/** One webhook: whether it works, testing it, its secret, and what was sent. */
export function EndpointPage() {
  const { endpointId } = route.useParams()
  const query = useQuery(endpointQuery(endpointId))
  return (
    <>
      <BackLink to="/me/webhooks">
        <Trans>All webhooks</Trans>
      </BackLink>
      <QueryState query={query}>{(endpoint) => <EndpointDetails endpoint={endpoint} />}</QueryState>
    </>
  )
}

function EndpointDetails({ endpoint }: { endpoint: WebhooksWebhookEndpoint }) {
  const { t } = useLingui()
  const { dateTime } = useFormats()
  const words: Readonly<Record<string, string>> = useTypeWords()
  const { url, description, types, disabledReason, failingSince, previousSecretUntil } = endpoint
  return (
    <>
      <Section
        title={description === '' ? new URL(url).host : description}
        description={url}
        actions={<EndpointState endpoint={endpoint} />}
      >
        <Text size="sm">
          <Trans>Is told of: {(types ?? EVENT_TYPES).map((type) => words[type] ?? type).join(', ')}</Trans>
        </Text>
        {disabledReason === 'gone' && (
          <Text size="sm">{t`It was switched off because its receiver answered that it is gone.`}</Text>
        )}
        {disabledReason === 'failing' && (
          <Text size="sm">{t`It was switched off because no delivery has succeeded for days.`}</Text>
        )}
        {failingSince !== null && (
          <Text size="sm">
            <Trans>No delivery has succeeded since {dateTime(failingSince)}.</Trans>
          </Text>
        )}
        {previousSecretUntil !== null && (
          <Text size="sm">
            <Trans>The secret before the last change works until {dateTime(previousSecretUntil)}.</Trans>
          </Text>
        )}
        <EndpointActions endpoint={endpoint} />
      </Section>
      <Deliveries endpointId={endpoint.id} />
    </>
  )
}
