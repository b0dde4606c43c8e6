import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Chip, Group, SimpleGrid, Skeleton, Stack, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { integrationsQuery } from '../../api/integrations.ts'
import { Empty } from '../../components/empty.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { IntegrationCard } from './integration-card.tsx'
import type { CatalogueSearch } from './routes.ts'
import {
  INTEGRATION_KINDS,
  type IntegrationKind,
  isIntegrationKind,
  selectIntegrations,
} from './select-integrations.ts'

const route = getRouteApi('/shell/integrations')

/** Everything that can be connected or imported, with what is connected first. */
export function IntegrationsPage() {
  const { t } = useLingui()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(integrationsQuery)
  const narrow = (next: CatalogueSearch) => void navigate({ search: next, replace: true })
  return (
    <>
      <PageTitle>{t`Integrations`}</PageTitle>
      <Stack>
        <CatalogueFilters search={search} onChange={narrow} />
        <QueryState query={query} loading={<CardSkeletons />}>
          {(all) => {
            const shown = selectIntegrations(all, search)
            if (shown.length === 0)
              return (
                <Empty
                  title={t`No integration matches`}
                  action={
                    <Button variant="default" onClick={() => narrow({})}>
                      <Trans>Show all</Trans>
                    </Button>
                  }
                >
                  <Trans>Nothing here has all of these words and is of this kind.</Trans>
                </Empty>
              )
            return (
              <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} component="ul" p={0} m={0}>
                {shown.map((integration) => (
                  <IntegrationCard key={integration.integration} integration={integration} />
                ))}
              </SimpleGrid>
            )
          }}
        </QueryState>
      </Stack>
    </>
  )
}

interface CatalogueFiltersProps {
  readonly search: CatalogueSearch
  readonly onChange: (search: CatalogueSearch) => void
}

function CatalogueFilters({ search, onChange }: CatalogueFiltersProps) {
  const { t } = useLingui()
  const { q, kind } = search
  const labels: Readonly<Record<IntegrationKind, string>> = {
    connected: t`Connected`,
    media: t`Music and video`,
    values: t`Metrics`,
    events: t`Events`,
    files: t`From files`,
  }
  const choose = (next: string) => {
    const { kind: _kind, ...rest } = search
    onChange(isIntegrationKind(next) ? { ...rest, kind: next } : rest)
  }
  const find = (text: string) =>
    onChange({ ...(kind === undefined ? {} : { kind }), ...(text === '' ? {} : { q: text }) })
  return (
    <Group gap="sm">
      <TextInput
        type="search"
        aria-label={t`Search integrations`}
        placeholder={t`Search`}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q ?? ''}
        onChange={(event) => find(event.currentTarget.value)}
        style={{ flex: '1 1 14rem' }}
        maw={360}
      />
      <Chip.Group value={kind ?? 'all'} onChange={choose}>
        <Group gap={6} role="group" aria-label={t`Kind`}>
          <Chip value="all">{t`All`}</Chip>
          {INTEGRATION_KINDS.map((each) => (
            <Chip key={each} value={each}>
              {labels[each]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Group>
  )
}

function CardSkeletons() {
  return (
    <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} aria-hidden>
      {[0, 1, 2].map((each) => (
        <Skeleton key={each} height={190} radius="md" />
      ))}
    </SimpleGrid>
  )
}
