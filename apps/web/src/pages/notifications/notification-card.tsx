import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type NotificationsNotification, notificationsMarkRead } from '@tributary/client'
import { client } from '../../api/client.ts'
import { LinkButton } from '../../components/link-button.tsx'
import { Problem } from '../../components/problem.tsx'
import { useFormats } from '../../i18n/formats.ts'
import { useActionWords } from './action-words.ts'
import { useNotificationWords } from './notification-words.ts'
import { pageOf } from './page-of.ts'

const ICONS = { info: IconInfoCircle, warning: IconAlertTriangle, error: IconCircleX } as const

/** One notification: what has happened, and the one button that leads to where it is resolved. */
export function NotificationCard({ notification }: { notification: NotificationsNotification }) {
  const { t } = useLingui()
  const { relative, dateTime } = useFormats()
  const action = useActionWords()(notification)
  const queryClient = useQueryClient()
  const { id, severity, updatedAt, readAt } = notification
  const { title, message } = useNotificationWords()(notification)
  const page = pageOf(notification.path)
  const Icon = ICONS[severity]
  const severities = { info: t`Information`, warning: t`Warning`, error: t`Problem` }
  const read = useMutation({
    mutationFn: () => notificationsMarkRead({ client, path: { id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['notifications'] }),
  })
  return (
    <Paper withBorder p="md" component="article" aria-label={title}>
      <Group align="flex-start" gap="md" wrap="nowrap">
        <Icon size={24} role="img" aria-label={severities[severity]} style={{ flex: 'none', marginTop: 2 }} />
        <Stack gap="xs" style={{ flex: 1 }}>
          <Group gap="sm">
            <Title order={2} size="h5" fw={readAt === null ? 700 : 500}>
              {title}
            </Title>
            {readAt === null && (
              <Badge size="sm">
                <Trans>Unread</Trans>
              </Badge>
            )}
          </Group>
          <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
            {message}
          </Text>
          <Text size="sm" c="dimmed">
            <time dateTime={updatedAt} title={dateTime(updatedAt)}>
              {relative(updatedAt)}
            </time>
          </Text>
          {read.isError && <Problem error={read.error} />}
          <Group gap="sm">
            {page !== undefined && (
              <LinkButton to={page.to} search={page.search} size="xs">
                {action}
              </LinkButton>
            )}
            {readAt === null && (
              <Button size="xs" variant="subtle" onClick={() => read.mutate()} loading={read.isPending}>
                <Trans>Mark as read</Trans>
              </Button>
            )}
          </Group>
        </Stack>
      </Group>
    </Paper>
  )
}
