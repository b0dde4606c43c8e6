import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Code, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AccountsApiKey, accountsDeleteKey } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { useFormats } from '../../../i18n/formats.ts'

/** A key: what it is for, what it may do, until when, and ending it. */
export function KeyRow({ apiKey }: { apiKey: AccountsApiKey }) {
  const { t } = useLingui()
  const { dateTime, relative } = useFormats()
  const words = useScopeWords()
  const queryClient = useQueryClient()
  const [asks, { open, close }] = useDisclosure()
  const { id, name, hint, scopes, expiresAt, lastUsedAt } = apiKey
  const isExpired = expiresAt !== null && Date.parse(expiresAt) < Date.now()
  const remove = useMutation({
    mutationFn: () => accountsDeleteKey({ client, path: { id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
  })
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={4} style={{ flex: '1 1 14rem' }}>
        <Group gap="sm">
          <Text fw={500}>{name}</Text>
          <Code>{hint}…</Code>
          {isExpired && (
            <Badge size="sm" color="red" variant="outline" c="var(--mantine-color-text)">
              <Trans>Expired</Trans>
            </Badge>
          )}
        </Group>
        <Text size="sm">{scopes.map(words).join(' · ')}</Text>
        <Text size="sm" c="dimmed">
          {[
            expiresAt === null ? t`does not expire` : t`until ${dateTime(expiresAt)}`,
            lastUsedAt === null ? t`not used yet` : t`used ${relative(lastUsedAt)}`,
          ].join(' · ')}
        </Text>
      </Stack>
      <Button size="xs" variant="default" onClick={open} aria-label={t`Delete the key ${name}`}>
        <Trans>Delete</Trans>
      </Button>
      <ConfirmDialog
        title={t`Delete the key “${name}”?`}
        confirm={t`Delete the key`}
        keep={t`Keep it`}
        opened={asks}
        onClose={close}
        mutation={remove}
      >
        <Trans>Programs that use it are refused from now on. Your data stays as it is.</Trans>
      </ConfirmDialog>
    </Group>
  )
}

/** The rights that have words; any other is shown as it is written. */
function useScopeWords(): (scope: string) => string {
  const { t } = useLingui()
  const words: Readonly<Record<string, string>> = { '*': t`Everything`, '*:read': t`Read everything` }
  return (scope) => words[scope] ?? scope
}
