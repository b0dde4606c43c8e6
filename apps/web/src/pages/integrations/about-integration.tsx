import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Badge, Group, List, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { IntegrationsIntegration } from '@tributary/client'
import type { ReactNode } from 'react'
import { SuccessorLink } from './successor-link.tsx'
import { useLimits } from './use-limits.ts'

/** What an integration brings and needs, its limits, and what its provider's terms forbid. */
export function AboutIntegration({ integration }: { integration: IntegrationsIntegration }) {
  const { t } = useLingui()
  const limits = useLimits()(integration)
  const { streams, metrics, eventTypes, notes, terms, homepage, facts } = integration
  return (
    <SimpleGrid cols={{ base: 1, lg: streams.length > 0 ? 2 : 1 }}>
      {streams.length > 0 && (
        <Section id="brings" title={t`What it brings`}>
          <List spacing={6}>
            {streams.map(({ id, displayName, offByDefault }) => (
              <List.Item key={id}>
                {displayName}
                {offByDefault !== null && (
                  <Text size="sm" c="dimmed">{t`Off at first: ${offByDefault}`}</Text>
                )}
              </List.Item>
            ))}
          </List>
          <Names
            label={t`Metrics`}
            names={metrics.filter(({ unavailable }) => unavailable === null).map(({ label }) => label)}
          />
          <Names label={t`Events`} names={eventTypes.map(({ label }) => label)} />
        </Section>
      )}
      <Section id="limits" title={t`Good to know`}>
        <List spacing={6}>
          {[...limits.map(({ sentence }) => sentence), ...notes].map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
          {terms.map(({ sentence, citation }) => (
            <List.Item key={sentence}>
              {sentence}{' '}
              <Anchor href={citation} target="_blank" rel="noreferrer">
                <Trans>The provider’s terms</Trans>
              </Anchor>
            </List.Item>
          ))}
        </List>
        <SuccessorLink facts={facts} />
        {homepage !== null && (
          <Anchor href={homepage} target="_blank" rel="noreferrer">
            <Trans>Website of the provider</Trans>
          </Anchor>
        )}
      </Section>
    </SimpleGrid>
  )
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id}>
      <Stack gap="sm">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  )
}

function Names({ label, names }: { label: string; names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <Stack gap={6}>
      <Title order={3} size="h6">
        {label}
      </Title>
      <Group gap={6}>
        {[...new Set(names)].map((name) => (
          <Badge key={name} variant="default" tt="none" fw={500}>
            {name}
          </Badge>
        ))}
      </Group>
    </Stack>
  )
}
