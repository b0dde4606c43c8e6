import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Code, Group, List, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type JobsImportJob,
  type JobsRejectedRecord,
  jobsListRejectedRecords,
  jobsRetryRejectedRecords,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'

const SHOWN = 100

/** How many records a run rejected; opens them, with the reasons and one more attempt. */
export function RejectedRecords({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const formats = useFormats()
  const [opened, { open, close }] = useDisclosure()
  const count = formats.number(job.rejected)
  return (
    <>
      <Button size="xs" variant="default" onClick={open} aria-label={t`Show ${count} rejected records`}>
        {t`Show ${count}`}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        size="lg"
        title={t`Rejected records`}
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        <RejectedList job={job} />
      </Modal>
    </>
  )
}

function RejectedList({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const query = useQuery({
    queryKey: ['jobs', job.id, 'rejected'],
    queryFn: async ({ signal }) =>
      (await jobsListRejectedRecords({ client, path: { id: job.id }, query: { limit: SHOWN }, signal })).data,
  })
  const retry = useMutation({
    mutationFn: async () => (await jobsRetryRejectedRecords({ client, path: { id: job.id } })).data.written,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
  })
  return (
    <QueryState
      query={query}
      isEmpty={({ items }) => items.length === 0}
      empty={<Text size="sm">{t`None of them is rejected any more.`}</Text>}
    >
      {({ items, nextCursor }) => (
        <Stack>
          <Text size="sm" c="dimmed">
            <Trans>They are kept as they were read. What was wrong may be settled by now.</Trans>
          </Text>
          {retry.isError && <Problem error={retry.error} />}
          {retry.isSuccess && (
            <Text size="sm" role="status">{t`${retry.data} of them were accepted now.`}</Text>
          )}
          <List spacing="sm" listStyleType="none">
            {items.map((record, index) => (
              // Records have no id of their own, and the list is read as a whole.
              <List.Item key={`${record.stream}/${record.position ?? index}`}>
                <RejectedRecord record={record} />
              </List.Item>
            ))}
          </List>
          {nextCursor !== null && <Text size="sm" c="dimmed">{t`Only the first ${SHOWN} are shown.`}</Text>}
          {items.some(({ retriable }) => retriable) && (
            <Group justify="flex-end">
              <Button loading={retry.isPending} onClick={() => retry.mutate()}>
                <Trans>Try again</Trans>
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </QueryState>
  )
}

function RejectedRecord({ record }: { record: JobsRejectedRecord }) {
  const place = record.position === null ? record.stream : `${record.stream}, ${record.position}`
  return (
    <Stack gap={4}>
      <Text size="sm">{record.reason}</Text>
      <Text size="sm" c="dimmed">
        {place}
      </Text>
      <Code block tabIndex={0} aria-label={record.reason}>
        {JSON.stringify(record.raw, undefined, 2)}
      </Code>
    </Stack>
  )
}
