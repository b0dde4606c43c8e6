import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Group } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { metricsFillTemplate } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { BackLink } from '../../../components/back-link.tsx'
import { DateInput } from '../../../components/date-input.tsx'
import { Empty } from '../../../components/empty.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { addDays, isLocalDate } from '../../../i18n/local-dates.ts'
import { TemplateDayForm } from './template-day-form.tsx'

const route = getRouteApi('/shell/charts/templates/$id')

/** A template as a form for one day. */
export function TemplateDayPage() {
  const { t } = useLingui()
  const { id } = route.useParams()
  const { localDate } = useFormats()
  const { date = localDate() } = route.useSearch()
  const filled = useQuery({
    queryKey: ['values', 'template', id, date],
    queryFn: async ({ signal }) =>
      (await metricsFillTemplate({ client, signal, path: { id }, query: { from: date, to: date } })).data,
  })
  return (
    <>
      <BackLink to="/charts/templates">
        <Trans>Templates</Trans>
      </BackLink>
      <PageTitle actions={<DateChoice date={date} />}>{filled.data?.name ?? t`Template`}</PageTitle>
      <QueryState
        query={filled}
        isEmpty={({ entries }) => entries.length === 0}
        empty={
          <Empty
            title={t`This template has no metrics`}
            action={
              <LinkButton to="/charts/templates/$id/edit" params={{ id }}>
                <Trans>Add metrics</Trans>
              </LinkButton>
            }
          />
        }
      >
        {({ entries, days }) => (
          <TemplateDayForm key={`${id} ${date}`} date={date} entries={entries} cells={days[0]?.cells ?? []} />
        )}
      </QueryState>
    </>
  )
}

function DateChoice({ date }: { readonly date: string }) {
  const { t } = useLingui()
  const navigate = route.useNavigate()
  const go = (wanted: string) => {
    if (isLocalDate(wanted) && wanted !== date) void navigate({ search: { date: wanted } })
  }
  return (
    <Group gap="xs" wrap="nowrap">
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t`The day before`}
        onClick={() => go(addDays(date, -1))}
      >
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <DateInput aria-label={t`Day`} date={date} onChange={(wanted) => go(wanted ?? date)} />
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t`The day after`}
        onClick={() => go(addDays(date, 1))}
      >
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
    </Group>
  )
}
