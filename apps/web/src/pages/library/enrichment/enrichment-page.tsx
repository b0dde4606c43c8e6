import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Select, Stack, Text } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { enrichmentRerun } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Empty } from '../../../components/empty.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { SidePanel } from '../../../components/side-panel.tsx'
import { LibraryTabs } from '../library-tabs.tsx'
import { EnricherCounts } from './enricher-counts.tsx'
import { stateQuery, workQuery, worksQuery } from './enrichment-queries.ts'
import { type EnrichmentSearch, filterOf, SHOWN } from './enrichment-search.ts'
import { useEnricherNames } from './use-enricher-names.ts'
import { useShownNames } from './use-shown-names.ts'
import { WorkFacts } from './work-facts.tsx'
import { WorkRow } from './work-row.tsx'

const route = getRouteApi('/shell/library/enrichment')

/** How far genres and tags are with the library, and what could not be looked up, with the reason. */
export function EnrichmentPage() {
  const { t } = useLingui()
  const state = useQuery(stateQuery)
  const { work } = route.useSearch()
  return (
    <>
      <PageTitle actions={<LibraryTabs current="enrichment" />}>{t`Library`}</PageTitle>
      <QueryState
        query={state}
        isEmpty={({ enrichers }) => enrichers.length === 0}
        empty={
          <Empty title={t`Nothing looks up genres and tags yet`}>
            <Trans>
              An administrator can enter a key for Last.fm or TMDB, or the address of a language model.
            </Trans>
          </Empty>
        }
      >
        {({ enrichers, works }) => (
          <Stack gap="lg">
            <EnricherCounts enrichers={enrichers} works={works} />
            <Works enrichers={enrichers.map(({ enricher }) => enricher)} />
          </Stack>
        )}
      </QueryState>
      {work !== undefined && <OpenWork id={work} />}
    </>
  )
}

function Works({ enrichers }: { readonly enrichers: readonly string[] }) {
  const { t } = useLingui()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(worksQuery(filterOf(search)))
  const shownName = useShownNames()
  const enricherName = useEnricherNames()
  const { show = 'failed', enricher } = search
  const change = (part: { readonly [Key in keyof EnrichmentSearch]?: EnrichmentSearch[Key] | undefined }) =>
    void navigate({
      search: (before: EnrichmentSearch) => ({ ...before, ...part }) as EnrichmentSearch,
      resetScroll: false,
    })
  return (
    <Stack gap="sm">
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--mantine-spacing-xs)', alignItems: 'end' }}>
        <Select
          label={t`Show`}
          w={200}
          allowDeselect={false}
          value={show}
          data={SHOWN.map((each) => ({ value: each, label: shownName(each) }))}
          onChange={(next) => change({ show: SHOWN.find((each) => each === next) })}
        />
        <Select
          label={t`Source`}
          w={200}
          clearable
          clearButtonProps={{ 'aria-label': t`All sources` }}
          placeholder={t`All sources`}
          value={enricher ?? null}
          data={enrichers.map((value) => ({ value, label: enricherName(value) }))}
          onChange={(next) => change({ enricher: next ?? undefined })}
        />
        {(show === 'failed' || show === 'done') && <TryAgain state={show} enricher={enricher} />}
      </div>
      <QueryState
        query={query}
        isEmpty={({ pages }) => pages[0]?.items.length === 0}
        empty={<Text c="dimmed">{t`There is nothing of this.`}</Text>}
      >
        {({ pages }) => (
          <Stack
            gap="xs"
            component="ul"
            p={0}
            m={0}
            style={{ listStyle: 'none' }}
            aria-label={shownName(show)}
          >
            {pages
              .flatMap(({ items }) => items)
              .map((work) => (
                <WorkRow key={work.id} work={work} show={show} onOpen={() => change({ work: work.id })} />
              ))}
          </Stack>
        )}
      </QueryState>
      {query.hasNextPage && (
        <Button
          variant="default"
          onClick={() => void query.fetchNextPage()}
          loading={query.isFetchingNextPage}
        >
          <Trans>Show more</Trans>
        </Button>
      )}
    </Stack>
  )
}

/** All of the list at once. */
function TryAgain({
  state,
  enricher,
}: {
  readonly state: 'failed' | 'done'
  readonly enricher: string | undefined
}) {
  const queryClient = useQueryClient()
  const again = useMutation({
    mutationFn: async () =>
      enrichmentRerun({ client, query: { state, ...(enricher === undefined ? {} : { enricher }) } }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['enrichment'] }),
  })
  return (
    <>
      <Button variant="default" onClick={() => again.mutate()} loading={again.isPending}>
        {state === 'failed' ? <Trans>Try all again</Trans> : <Trans>Look all up again</Trans>}
      </Button>
      {again.isError && <Problem error={again.error} />}
    </>
  )
}

function OpenWork({ id }: { readonly id: string }) {
  const { t } = useLingui()
  const navigate = route.useNavigate()
  const work = useQuery(workQuery(id))
  const close = () =>
    void navigate({
      search: ({ show, enricher }: EnrichmentSearch): EnrichmentSearch => ({
        ...(show === undefined ? {} : { show }),
        ...(enricher === undefined ? {} : { enricher }),
      }),
      resetScroll: false,
    })
  return (
    <SidePanel opened onClose={close} title={work.data?.title ?? t`Item`}>
      <QueryState query={work}>{(found) => <WorkFacts work={found} />}</QueryState>
    </SidePanel>
  )
}
