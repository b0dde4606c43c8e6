import { Plural, Trans } from '@lingui/react/macro'
import { Group, Stack, Text, Title } from '@mantine/core'
import type { JobsImportJob } from '@tributary/client'
import { useIntegrationName } from '../../api/integration-name.ts'
import { IntegrationMark } from '../../components/integration-mark.tsx'
import { TextLink } from '../../components/text-link.tsx'
import { useFormats } from '../../i18n/formats.ts'

const SHOWN = 6

/** What came in last: the latest jobs that brought something. */
export function LatestNews({ jobs }: { jobs: readonly JobsImportJob[] }) {
  const integrationName = useIntegrationName()
  const { relative, number } = useFormats()
  const news = jobs.filter(({ inserted, updated }) => inserted + updated > 0).slice(0, SHOWN)
  if (news.length === 0) return null
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        <Trans>What came in last</Trans>
      </Title>
      <Stack gap="sm">
        {news.map(({ id, integration, inserted, updated, finishedAt, createdAt, filename }) => {
          const displayName = integrationName(integration)
          const count = inserted + updated
          return (
            <Group key={id} gap="sm" wrap="nowrap">
              <IntegrationMark integration={integration} displayName={displayName} size={36} />
              <div>
                <TextLink to="/jobs/$jobId" params={{ jobId: id }} size="sm">
                  {displayName}
                  {filename === null ? '' : `: ${filename}`}
                </TextLink>
                <Text size="sm" c="dimmed">
                  <Plural
                    value={count}
                    one="one new or changed record"
                    other={<Trans>{number(count)} new or changed records</Trans>}
                  />
                  {' · '}
                  {relative(finishedAt ?? createdAt)}
                </Text>
              </div>
            </Group>
          )
        })}
      </Stack>
    </section>
  )
}
