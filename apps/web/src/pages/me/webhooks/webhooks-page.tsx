import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Empty } from '../../../components/empty.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { TextLink } from '../../../components/text-link.tsx'
import { Section } from '../section.tsx'
import { EndpointState } from './endpoint-state.tsx'
import { NewEndpointDialog } from './new-endpoint-dialog.tsx'
import { endpointsQuery } from './webhook-queries.ts'

/** Addresses that are told of changes. */
export function WebhooksPage() {
  const { t } = useLingui()
  const query = useQuery(endpointsQuery)
  const [creates, { open, close }] = useDisclosure()
  return (
    <Section
      title={t`Webhooks`}
      description={t`Your own programs are told of changes as they happen, by signed requests.`}
      actions={
        <Button onClick={open}>
          <Trans>Add a webhook</Trans>
        </Button>
      }
    >
      <QueryState
        query={query}
        isEmpty={(endpoints) => endpoints.length === 0}
        empty={
          <Empty title={t`No webhooks yet`}>
            <Trans>Add the address of a program that should be told of new items, values and jobs.</Trans>
          </Empty>
        }
      >
        {(endpoints) =>
          endpoints.map((endpoint) => (
            <Group key={endpoint.id} justify="space-between" gap="sm">
              <div style={{ flex: '1 1 14rem' }}>
                <TextLink to="/me/webhooks/$endpointId" params={{ endpointId: endpoint.id }} fw={500}>
                  {endpoint.description === '' ? endpoint.url : endpoint.description}
                </TextLink>
                {endpoint.description !== '' && (
                  <Text size="sm" c="dimmed">
                    {endpoint.url}
                  </Text>
                )}
              </div>
              <EndpointState endpoint={endpoint} />
            </Group>
          ))
        }
      </QueryState>
      {creates && <NewEndpointDialog onClose={close} />}
    </Section>
  )
}
