import { Trans } from '@lingui/react/macro'
import { Paper, SimpleGrid, Text, Title } from '@mantine/core'
import type { JobsImportJob } from '@tributary/client'
import { useFormats } from '../../i18n/formats.ts'
import { useCountWords } from './count-words.ts'

/** The counts of a job, each explained. */
export function JobCounts({ job }: { job: JobsImportJob }) {
  const { number } = useFormats()
  const counts = useCountWords(job)
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        <Trans>What it brought</Trans>
      </Title>
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        {counts.map(({ name, label, meaning }) => (
          <Paper key={name} withBorder p="md">
            <Text fw={600}>
              <Text span size="xl" fw={600} inherit={false}>
                {number(job[name])}
              </Text>{' '}
              {label}
            </Text>
            <Text size="sm" c="dimmed">
              {meaning}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
    </section>
  )
}
