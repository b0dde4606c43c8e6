import { Trans, useLingui } from '@lingui/react/macro'
import { Group, SimpleGrid, Skeleton, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { metricCatalogueQuery } from '../../api/metric-catalogue.ts'
import { sparklinesQuery } from '../../api/overview.ts'
import { Empty } from '../../components/empty.tsx'
import { LinkButton } from '../../components/link-button.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { TextLink } from '../../components/text-link.tsx'
import { chooseMetrics, stillKnown } from './choose-metrics.ts'
import { ChooseMetricsButton } from './choose-metrics-button.tsx'
import { useChosenMetrics } from './chosen-metrics.ts'
import { MetricCard } from './metric-card.tsx'

/** The chosen metrics: the last value, the change of the week, the last 30 days. */
export function MetricCards() {
  const { t } = useLingui()
  const catalogue = useQuery(metricCatalogueQuery)
  const metrics = catalogue.data ?? []
  const { chosen: stored, choose } = useChosenMetrics()
  const chosen = stored === undefined ? undefined : stillKnown(stored, catalogue.data)
  const candidates = chosen ?? chooseMetrics(metrics)
  const query = useQuery(sparklinesQuery(candidates))
  const shown = (all: NonNullable<typeof query.data>) =>
    chosen === undefined ? all.filter(({ latest }) => latest !== null).slice(0, SHOWN) : all
  if (catalogue.isError && catalogue.data === undefined)
    return <QueryState query={catalogue}>{() => null}</QueryState>
  if (candidates.length === 0) return null
  return (
    <section>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          <Trans>Your metrics</Trans>
        </Title>
        <ChooseMetricsButton
          metrics={metrics}
          chosen={shown(query.data ?? []).map(({ metric }) => metric)}
          onChoose={choose}
        />
      </Group>
      <QueryState
        query={query}
        loading={<Skeleton height={140} />}
        isEmpty={(all) => shown(all).length === 0}
        empty={
          <Empty
            title={t`No values in the last 30 days`}
            action={
              <LinkButton to="/charts" variant="default">
                <Trans>Look at earlier days</Trans>
              </LinkButton>
            }
          />
        }
      >
        {(all) => (
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3, xl: 4 }}>
            {shown(all).map((sparkline) => (
              <MetricCard key={sparkline.metric} sparkline={sparkline} />
            ))}
          </SimpleGrid>
        )}
      </QueryState>
      <TextLink to="/charts" size="sm" mt="sm" display="inline-block">
        <Trans>All metrics</Trans>
      </TextLink>
    </section>
  )
}

const SHOWN = 8
