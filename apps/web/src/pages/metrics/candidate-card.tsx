import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Card, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { MetricsCandidateValue } from '@tributary/client'
import { jobQuery } from '../../api/jobs.ts'
import { TextLink } from '../../components/text-link.tsx'
import { useOriginNames } from '../../components/use-origin-names.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useMetricFormat } from './metric-format.ts'

/** One of the values of a day: what delivered it, when, and in which run. */
export function CandidateCard({ candidate }: { readonly candidate: MetricsCandidateValue }) {
  const { t } = useLingui()
  const { dateTime } = useFormats()
  const format = useMetricFormat()
  const originName = useOriginNames()
  const readAt = dateTime(candidate.readAt)
  return (
    <Card withBorder p="sm">
      <Group justify="space-between" wrap="nowrap">
        <Text fw={700} size="lg">
          {format.value(candidate.value, candidate.unit)}
        </Text>
        {candidate.shown && <Badge variant="light">{t`Shown`}</Badge>}
      </Group>
      <Text size="sm">{originName(candidate.origin)}</Text>
      <Text size="sm" c="dimmed">
        {candidate.integration === 'manual' ? (
          <Trans>Entered {readAt}</Trans>
        ) : (
          <Trans>First read like this {readAt}</Trans>
        )}
      </Text>
      {candidate.jobId !== null && <Run id={candidate.jobId} />}
    </Card>
  )
}

/** The run that a value came with; runs are deleted before values are. */
function Run({ id }: { readonly id: string }) {
  const { dateTime } = useFormats()
  const job = useQuery({ ...jobQuery(id), retry: false })
  if (job.data === undefined) return null
  const startedAt = dateTime(job.data.createdAt)
  const path: string = `/jobs/${id}`
  return (
    <Text size="sm">
      <TextLink to={path} inherit>
        <Trans>Came with the run of {startedAt}</Trans>
      </TextLink>
    </Text>
  )
}
