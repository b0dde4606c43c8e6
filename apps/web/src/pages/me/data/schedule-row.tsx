import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ExportsExportSchedule, exportsDeleteSchedule } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { FORMATS, useExportWords } from './use-export-words.ts'

/** One schedule: what it makes, when next; end it. What it has made stays, so nothing is asked. */
export function ScheduleRow({ schedule }: { schedule: ExportsExportSchedule }) {
  const { t } = useLingui()
  const words = useExportWords()
  const { dateTime } = useFormats()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => exportsDeleteSchedule({ client, path: { id: schedule.id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['exports'] }),
  })
  const name = words.contents[schedule.contents] ?? schedule.contents
  const title = `${name}, ${FORMATS[schedule.format]}, ${words.every[schedule.every]}`
  const next = dateTime(schedule.nextAt)
  return (
    <>
      {remove.isError && <Problem error={remove.error} />}
      <Group justify="space-between" gap="sm">
        <div style={{ flex: '1 1 16rem' }}>
          <Text fw={500}>{title}</Text>
          <Text size="sm" c="dimmed">
            <Trans>
              To {schedule.storageName}, next at {next}
            </Trans>
          </Text>
        </div>
        <Button
          size="xs"
          variant="default"
          loading={remove.isPending}
          aria-label={t`End the schedule: ${title}`}
          onClick={() => remove.mutate()}
        >
          <Trans>End the schedule</Trans>
        </Button>
      </Group>
    </>
  )
}
