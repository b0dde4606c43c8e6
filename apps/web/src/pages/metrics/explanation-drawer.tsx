import { Trans, useLingui } from '@lingui/react/macro'
import { Card, Divider, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { MetricsCatalogueMetric, MetricsValueExplanation } from '@tributary/client'
import { QueryState } from '../../components/query-state.tsx'
import { SidePanel } from '../../components/side-panel.tsx'
import { useFormats } from '../../i18n/formats.ts'
import { CandidateCard } from './candidate-card.tsx'
import { dayStates } from './day-states.ts'
import { ManualValueForm } from './manual-value-form.tsx'
import { coverageQuery, explanationQuery } from './metric-queries.ts'
import { PreferenceOrder } from './preference-order.tsx'

interface ExplanationDrawerProps {
  readonly metric: MetricsCatalogueMetric | undefined
  readonly date: string | undefined
  readonly onClose: () => void
}

/** Where a number comes from: every value of a metric on a date, which is shown and why, and one's own value instead. */
export function ExplanationDrawer({ metric, date, onClose }: ExplanationDrawerProps) {
  const formats = useFormats()
  const title =
    metric === undefined || date === undefined
      ? ''
      : `${metric.label}, ${formats.date(date, { dateStyle: 'full' })}`
  return (
    <SidePanel opened={metric !== undefined && date !== undefined} onClose={onClose} title={title}>
      {metric !== undefined && date !== undefined && (
        <Explanation key={`${metric.metric} ${date}`} metric={metric} date={date} />
      )}
    </SidePanel>
  )
}

function Explanation({ metric, date }: { readonly metric: MetricsCatalogueMetric; readonly date: string }) {
  const explanation = useQuery(explanationQuery(metric.metric, date))
  return (
    <QueryState query={explanation}>
      {({ candidates, shownBy }) => (
        <Stack gap="lg">
          <Stack gap="sm">
            <Title order={3} size="h5">
              <Trans>Where does this number come from?</Trans>
            </Title>
            <Reason shownBy={shownBy} metric={metric} date={date} />
            {candidates.map((candidate) => (
              <CandidateCard key={candidate.origin} candidate={candidate} />
            ))}
          </Stack>
          <Divider />
          <ManualValueForm
            metric={metric}
            date={date}
            entered={candidates.find(({ integration }) => integration === 'manual')?.value ?? null}
          />
          <Divider />
          <PreferenceOrder metric={metric.metric} />
        </Stack>
      )}
    </QueryState>
  )
}

/** Why a value is shown, or why there is no value. */
function Reason({
  shownBy,
  metric,
  date,
}: {
  readonly shownBy: MetricsValueExplanation['shownBy']
  readonly metric: MetricsCatalogueMetric
  readonly date: string
}) {
  const { t } = useLingui()
  if (shownBy === null) return <NoValue metric={metric} date={date} />
  const sentence = {
    only: t`It is the only value of this day.`,
    metric_preference: t`There are several values. Your order of preference for this metric chose the first.`,
    preference: t`There are several values. Your order of preference for all metrics chose the first.`,
    manual: t`There are several values. What you enter by hand comes first.`,
    successor: t`There are several values. The first is from the service that continues the other one.`,
    first_delivered: t`There are several values. The first is from what delivered values before the others did.`,
  }[shownBy]
  return <Text size="sm">{sentence}</Text>
}

function NoValue({ metric, date }: { readonly metric: MetricsCatalogueMetric; readonly date: string }) {
  const { t } = useLingui()
  const { integration, stream } = metric
  const { data } = useQuery({
    ...coverageQuery(integration, stream ?? '', { from: date, to: date }),
    enabled: stream !== null,
  })
  const reason = data === undefined ? undefined : dayStates(data, stream ?? '').get(date)
  return (
    <Card withBorder>
      <Text size="sm" fw={600}>
        <Trans>There is no value of this day.</Trans>
      </Text>
      {stream !== null && data !== undefined && <Text size="sm">{reason?.message ?? sentence()}</Text>}
    </Card>
  )

  function sentence(): string {
    if (reason?.state === 'empty') return t`It was read completely: the provider has none.`
    return reason?.state === 'failed' ? t`Reading it failed.` : t`It has not been read yet.`
  }
}
