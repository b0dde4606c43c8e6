import { Trans, useLingui } from '@lingui/react/macro'
import { Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import type { ConnectionsConnection, IntegrationsIntegration } from '@tributary/client'
import type { ReactNode } from 'react'
import { ConnectionState } from '../../components/connection-state/connection-state.tsx'
import { TextLink } from '../../components/text-link.tsx'
import { useFormats } from '../../i18n/formats.ts'

interface ConnectionFactsProps {
  readonly connection: ConnectionsConnection
  readonly integration: IntegrationsIntegration
}

/** How the connection is, with its one action, and when it was and will be read. */
export function ConnectionFacts({ connection, integration }: ConnectionFactsProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const { accountName, connectedAt, lastSyncAt, nextSyncAt, reason, reasonCode, status } = connection
  // The sentence above is that of the code. An older version of the server has stored words alone.
  const isUnexplained = status === 'needs_reauth' && reasonCode === null
  const more = isUnexplained ? reason : null
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <ConnectionState connection={connection} displayName={integration.displayName} showsWell />
        {more !== null && (
          <Text size="sm" c="dimmed">
            {more}
          </Text>
        )}
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} component="dl" m={0}>
          <Fact label={t`Service`}>
            <TextLink to="/integrations/$integration" params={{ integration: connection.integration }}>
              {integration.displayName}
            </TextLink>
          </Fact>
          <Fact label={t`Account`}>{accountName ?? <Trans>Unknown</Trans>}</Fact>
          <Fact label={t`Connected`}>{formats.date(formats.localDate(connectedAt))}</Fact>
          <Fact label={t`Last sync`}>
            {lastSyncAt === null ? <Trans>Not yet</Trans> : formats.relative(lastSyncAt)}
          </Fact>
          <Fact label={t`Next sync`}>
            {nextSyncAt === null ? <Trans>None planned</Trans> : formats.dateTime(nextSyncAt)}
          </Fact>
        </SimpleGrid>
      </Stack>
    </Paper>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0}>
        {children}
      </Text>
    </div>
  )
}
