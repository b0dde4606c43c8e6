import { Trans, useLingui } from '@lingui/react/macro'
import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Empty } from '../../components/empty.tsx'
import { LinkButton } from '../../components/link-button.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { ExplanationDrawer } from './explanation-drawer.tsx'
import { MetricCharts } from './metric-charts.tsx'
import { MetricPicker } from './metric-picker.tsx'
import { valuesQuery } from './metric-queries.ts'
import { MetricsActions } from './metrics-actions.tsx'
import { rangeBefore } from './metrics-search.ts'
import { PreferenceDrawer } from './preference-drawer.tsx'
import { RangeControls } from './range-controls.tsx'
import { RetentionNote } from './retention-note.tsx'
import { type MetricsView, useCatalogue, useMetricsView } from './use-metrics-view.ts'

/** Metrics over time: chosen ones in charts, and where each number comes from. */
export function MetricsPage() {
  const { t } = useLingui()
  const catalogue = useCatalogue()
  const view = useMetricsView(catalogue.data)
  const [isOrdering, setOrdering] = useState(false)
  const { explain, on } = view.search
  return (
    <>
      <PageTitle
        actions={<MetricsActions view={view} onOrder={() => setOrdering(true)} />}
      >{t`Metrics`}</PageTitle>
      <QueryState
        query={catalogue}
        isEmpty={(metrics) => metrics.every(({ hasValues }) => !hasValues)}
        empty={<NoValues />}
      >
        {(metrics) => (
          <Stack gap="md">
            <MetricPicker
              catalogue={metrics}
              chosen={view.metrics}
              onChange={(metric) => view.change({ metric, explain: undefined, on: undefined })}
            />
            <RangeControls view={view} />
            <Values view={view} catalogue={metrics} />
            <RetentionNote catalogue={metrics} />
          </Stack>
        )}
      </QueryState>
      <ExplanationDrawer
        metric={catalogue.data?.find(({ metric }) => metric === explain)}
        date={on}
        onClose={() => view.change({ explain: undefined, on: undefined })}
      />
      <PreferenceDrawer opened={isOrdering} onClose={() => setOrdering(false)} />
    </>
  )
}

function Values({
  view,
  catalogue,
}: {
  readonly view: MetricsView
  readonly catalogue: Parameters<typeof MetricCharts>[0]['catalogue']
}) {
  const { t } = useLingui()
  const { metrics, range, per, search } = view
  const values = useQuery(valuesQuery(metrics, range, per))
  const compares = search.compare === true && search.range !== 'all'
  const before = useQuery({
    ...valuesQuery(metrics, rangeBefore(range), per),
    enabled: compares && metrics.length > 0,
  })
  if (metrics.length === 0)
    return (
      <Empty title={t`No metric is chosen`}>
        <Trans>Choose one or several above: those of the same unit share a chart.</Trans>
      </Empty>
    )
  return (
    <QueryState query={values} loading={<Skeleton height={320} />}>
      {({ series }) => (
        <MetricCharts
          view={view}
          catalogue={catalogue}
          series={series}
          before={compares ? before.data?.series : undefined}
        />
      )}
    </QueryState>
  )
}

function NoValues() {
  const { t } = useLingui()
  return (
    <Empty
      title={t`There are no values yet`}
      action={
        <LinkButton to="/integrations">
          <Trans>Connect a service</Trans>
        </LinkButton>
      }
    >
      <Trans>
        Values come from connected services, from imported files, and from what you enter yourself in a
        template.
      </Trans>
    </Empty>
  )
}
