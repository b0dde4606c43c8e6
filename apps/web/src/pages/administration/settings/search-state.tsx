import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Progress, Stack } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { searchGetState } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { QueryState } from '../../../components/query-state.tsx'
import { Facts } from '../parts/facts.tsx'
import { Section } from '../parts/section.tsx'

const REFETCH_MILLISECONDS = 3_000

type State = NonNullable<Awaited<ReturnType<typeof searchGetState>>['data']>

const stateQuery = queryOptions({
  queryKey: ['search', 'state'],
  queryFn: async ({ signal }) => (await searchGetState({ client, signal })).data,
  refetchInterval: REFETCH_MILLISECONDS,
})

/** What searches the library now, and how far its index is. */
export function SearchState() {
  const { t } = useLingui()
  const state = useQuery(stateQuery)
  return (
    <Section title={t`Search now`}>
      <QueryState query={state}>{(read) => <ShownState state={read} />}</QueryState>
    </Section>
  )
}

function ShownState({ state }: { state: State }) {
  const { t, i18n } = useLingui()
  const { instance, problem, people, filledPeople, documents, failure } = state
  const title = useProblem(problem)
  if (instance === null && problem === null)
    return <Trans>PostgreSQL searches in the titles. No other search is chosen.</Trans>
  return (
    <Stack gap="sm">
      {title !== undefined && (
        <Alert color={problem === 'filling' ? 'blue' : 'yellow'} title={title}>
          {failure} <Trans>Until then, PostgreSQL searches in the titles.</Trans>
        </Alert>
      )}
      {problem === 'filling' && (
        <Progress
          value={people === 0 ? 0 : (100 * filledPeople) / people}
          aria-label={t`People whose items are in the index`}
        />
      )}
      <Facts
        facts={[
          [t`Search`, instance === null ? null : `${instance.name} (${instance.plugin})`],
          [t`People in the index`, t`${i18n.number(filledPeople)} of ${i18n.number(people)}`],
          [t`Items sent`, i18n.number(documents)],
        ]}
      />
    </Stack>
  )
}

function useProblem(problem: State['problem']): string | undefined {
  const { t } = useLingui()
  if (problem === null) return undefined
  return {
    missing: t`The chosen search no longer exists. Choose another one.`,
    unusable: t`The chosen search is disabled or not set up completely.`,
    stopped: t`No process of the server keeps the index up to date.`,
    failing: t`The chosen search does not take changes.`,
    filling: t`The index is being filled.`,
    behind: t`The index is behind.`,
  }[problem]
}
