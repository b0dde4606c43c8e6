import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AccountsSession, accountsDeleteSession } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { useFormats } from '../../../i18n/formats.ts'

/** One session: on what, since when, and ending it. */
export function SessionRow({ session }: { session: AccountsSession }) {
  const { t } = useLingui()
  const { dateTime, relative } = useFormats()
  const queryClient = useQueryClient()
  const { browser, operatingSystem, ipAddress, current, createdAt, lastUsedAt } = session
  const end = useMutation({
    mutationFn: () => accountsDeleteSession({ client, path: { id: session.id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['sessions'] }),
  })
  const parts = [browser, operatingSystem].filter((part) => part !== null)
  const device = parts.length === 0 ? t`Unknown browser` : parts.join(' · ')
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="sm">
        <div style={{ flex: '1 1 14rem' }}>
          <Group gap="sm">
            <Text fw={500}>{device}</Text>
            {current && (
              <Badge size="sm">
                <Trans>This browser</Trans>
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {[
              ...(ipAddress === null ? [] : [ipAddress]),
              t`signed in ${dateTime(createdAt)}`,
              t`used ${relative(lastUsedAt)}`,
            ].join(' · ')}
          </Text>
        </div>
        {!current && (
          <Button
            size="xs"
            variant="default"
            onClick={() => end.mutate()}
            loading={end.isPending}
            aria-label={t`Sign out: ${device}`}
          >
            <Trans>Sign out</Trans>
          </Button>
        )}
      </Group>
      {end.isError && <Problem error={end.error} />}
    </Stack>
  )
}
