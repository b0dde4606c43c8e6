import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { connectionsQuery } from '../../api/connections.ts'
import { useIntegrationName } from '../../api/integration-name.ts'
import { integrationsQuery } from '../../api/integrations.ts'
import { useJobWords } from '../../components/jobs/job-words.ts'
import { JOB_KINDS, JOB_STATUSES, type JobsSearch, readJobsSearch } from './jobs-search.ts'

/** The filters, which the address keeps. */
export function JobsFilters({ search }: { search: JobsSearch }) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const { statuses, kinds } = useJobWords()
  const nameOf = useIntegrationName()
  const { data: integrations = [] } = useQuery(integrationsQuery)
  const { data: connections = [] } = useQuery(connectionsQuery)
  const choose = (change: Readonly<Record<string, string>>) =>
    void navigate({ to: '/jobs', search: readJobsSearch({ ...search, ...change }), replace: true })
  const fields = [
    {
      name: 'integration',
      label: t`Integration`,
      value: search.integration,
      choices: integrations.map(({ integration, displayName }) => ({
        value: integration,
        label: displayName,
      })),
    },
    {
      name: 'connectionId',
      label: t`Connection`,
      value: search.connectionId,
      choices: connections.map(({ id, integration, label, accountName }) => ({
        value: id,
        label: [nameOf(integration), label ?? accountName ?? ''].filter(Boolean).join(' · '),
      })),
    },
    {
      name: 'status',
      label: t`State`,
      value: search.status,
      choices: JOB_STATUSES.map((value) => ({ value, label: statuses[value].label })),
    },
    {
      name: 'kind',
      label: t`Kind`,
      value: search.kind,
      choices: JOB_KINDS.map((value) => ({ value, label: kinds[value] })),
    },
  ]
  return (
    <Group component="section" aria-label={t`Filters`} align="flex-end" gap="sm" mb="md">
      {fields.map(({ name, label, value = '', choices }) => (
        <NativeSelect
          key={name}
          label={label}
          style={{ flex: '1 1 9rem', maxWidth: '16rem' }}
          data={[{ value: '', label: t`All` }, ...choices]}
          value={value}
          onChange={(event) => choose({ [name]: event.currentTarget.value })}
        />
      ))}
      {Object.keys(search).length > 0 && (
        <Button variant="subtle" onClick={() => void navigate({ to: '/jobs', search: {}, replace: true })}>
          <Trans>Show all</Trans>
        </Button>
      )}
    </Group>
  )
}
