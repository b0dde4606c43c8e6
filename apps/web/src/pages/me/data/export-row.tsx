import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Code, Group, Progress, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDownload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ExportsKeptExport, exportsDelete } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { FORMATS, useExportWords } from './use-export-words.ts'

/** One export: its state, or its size and checksum; download, delete. */
export function ExportRow({ item }: { item: ExportsKeptExport }) {
  const { t } = useLingui()
  const words = useExportWords()
  const { dateTime } = useFormats()
  const queryClient = useQueryClient()
  const [asks, { open, close }] = useDisclosure()
  const remove = useMutation({
    mutationFn: () => exportsDelete({ client, path: { id: item.id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['exports'] }),
  })
  const name = words.contents[item.contents] ?? item.contents
  const title = `${name}, ${FORMATS[item.format]}, ${dateTime(item.createdAt)}`
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={2} style={{ flex: '1 1 16rem', minWidth: 0 }}>
        <Text fw={500}>{title}</Text>
        <State item={item} />
      </Stack>
      <Group gap="xs">
        {item.status === 'succeeded' && (
          <Button
            component="a"
            href={`/api/exports/content/${item.id}`}
            download
            size="xs"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            aria-label={t`Download ${title}`}
          >
            <Trans>Download</Trans>
          </Button>
        )}
        <Button
          size="xs"
          variant="outline"
          color="red"
          c="var(--mantine-color-error)"
          aria-label={t`Delete ${title}`}
          onClick={open}
        >
          <Trans>Delete</Trans>
        </Button>
      </Group>
      <ConfirmDialog
        title={t`Delete this export?`}
        confirm={t`Delete the export`}
        keep={t`Keep it`}
        opened={asks}
        onClose={close}
        mutation={remove}
      >
        <Trans>It is deleted from the storage too. Your data stays as it is.</Trans>
      </ConfirmDialog>
    </Group>
  )
}

function State({ item }: { item: ExportsKeptExport }) {
  const { t } = useLingui()
  const { bytes, dateTime, number } = useFormats()
  const { status, storageName, error, recordCount, expectedRecordCount: expected } = item
  if (status === 'succeeded')
    return (
      <>
        <Text size="sm" c="dimmed">
          {bytes(item.bytes)} · {storageName}
          {item.expiresAt !== null && ` · ${t`kept until ${dateTime(item.expiresAt)}`}`}
        </Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          SHA-256 <Code>{item.sha256}</Code>
        </Text>
      </>
    )
  if (status === 'running')
    return (
      <>
        <Text size="sm" c="dimmed">
          <Trans>
            {number(recordCount)} records are written to {storageName}.
          </Trans>
        </Text>
        {expected !== null && expected > 0 && (
          <Progress value={Math.min(100, (recordCount / expected) * 100)} aria-label={t`Progress`} />
        )}
      </>
    )
  const next = item.nextAttemptAt === null ? '' : dateTime(item.nextAttemptAt)
  return (
    <>
      <Text size="sm" c={error === null ? 'dimmed' : 'var(--mantine-color-error)'}>
        {error ?? t`Waiting for its turn.`}
      </Text>
      {error !== null && status === 'queued' && (
        <Text size="sm" c="dimmed">
          <Trans>It is tried again at {next}.</Trans>
        </Text>
      )}
    </>
  )
}
