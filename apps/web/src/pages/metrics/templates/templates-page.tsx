import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { MetricsMetricTemplate } from '@tributary/client'
import { useState } from 'react'
import { BackLink } from '../../../components/back-link.tsx'
import { Empty } from '../../../components/empty.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { templatesQuery } from '../metric-queries.ts'
import { DeleteTemplate } from './delete-template.tsx'

/** A person's own lists of metrics: forms for a day. */
export function TemplatesPage() {
  const { t } = useLingui()
  const templates = useQuery(templatesQuery)
  const [deleting, setDeleting] = useState<MetricsMetricTemplate>()
  const add = (
    <LinkButton to="/charts/templates/new">
      <Trans>New template</Trans>
    </LinkButton>
  )
  return (
    <>
      <BackLink to="/charts">
        <Trans>Metrics</Trans>
      </BackLink>
      <PageTitle actions={add}>{t`Templates`}</PageTitle>
      <QueryState
        query={templates}
        isEmpty={(items) => items.length === 0}
        empty={
          <Empty title={t`There are no templates yet`}>
            <Trans>
              A template is a form for the day: your own metrics, such as a mood or a weight, beside those
              that services deliver.
            </Trans>
          </Empty>
        }
      >
        {(items) => (
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
            {items.map((template) => (
              <TemplateCard key={template.id} template={template} onDelete={() => setDeleting(template)} />
            ))}
          </SimpleGrid>
        )}
      </QueryState>
      <DeleteTemplate template={deleting} onClose={() => setDeleting(undefined)} />
    </>
  )
}

function TemplateCard({
  template,
  onDelete,
}: {
  readonly template: MetricsMetricTemplate
  readonly onDelete: () => void
}) {
  const { t } = useLingui()
  const { id, name, entries } = template
  return (
    <Card withBorder component="section" aria-label={name}>
      <Stack justify="space-between" h="100%">
        <div>
          <Title order={2} size="h4">
            {name}
          </Title>
          <Text size="sm" c="dimmed" lineClamp={3}>
            {entries.length === 0 ? t`No metrics yet` : entries.map(({ label }) => label).join(', ')}
          </Text>
        </div>
        <Group gap="xs">
          <LinkButton to="/charts/templates/$id" params={{ id }} size="xs">
            <Trans>Fill in</Trans>
          </LinkButton>
          <LinkButton to="/charts/templates/$id/edit" params={{ id }} size="xs" variant="default">
            <Trans>Change</Trans>
          </LinkButton>
          <Button size="xs" variant="subtle" color="red" aria-label={t`Delete ${name}`} onClick={onDelete}>
            <Trans>Delete</Trans>
          </Button>
        </Group>
      </Stack>
    </Card>
  )
}
