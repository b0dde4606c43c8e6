import { Trans, useLingui } from '@lingui/react/macro'
import { Code, Group, List, Paper, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { AuditAuditChange, AuditAuditEntry } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { usePluginNames } from '../plugins/use-plugin-names.ts'
import { usersQuery } from '../users/user-queries.ts'
import { useAuditWords } from './use-audit-words.ts'

/** One act: when, who, what, and what changed. */
export function AuditEntry({ entry }: { entry: AuditAuditEntry }) {
  const formats = useFormats()
  const { actions, subjects } = useAuditWords()
  const { at, action, subjectType, changes } = entry
  return (
    <Paper withBorder p="md" component="article">
      <Stack gap={4}>
        <Group justify="space-between" gap="xs">
          <Text fw={600}>
            {subjects[subjectType]} {actions[action]}
          </Text>
          <Text size="sm" c="dimmed">
            {formats.dateTime(at)}
          </Text>
        </Group>
        <Text size="sm">
          <Subject entry={entry} /> · <Actor entry={entry} />
        </Text>
        {changes.length > 0 && (
          <List size="sm" spacing={2}>
            {changes.map((change) => (
              <List.Item key={change.field}>
                <Change change={change} />
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Paper>
  )
}

/** The name where there is one; else the id. */
function Subject({ entry: { subjectType, subjectId } }: { entry: AuditAuditEntry }) {
  const nameOf = usePluginNames()
  const users = useQuery(usersQuery)
  if (subjectType === 'user')
    return users.data?.find(({ id }) => id === subjectId)?.email ?? <Code>{subjectId}</Code>
  if (['plugin', 'plugin_settings', 'integration'].includes(subjectType)) return nameOf(subjectId)
  return <Code>{subjectId}</Code>
}

function Actor({ entry: { actorId, actorKind } }: { entry: AuditAuditEntry }) {
  const users = useQuery(usersQuery)
  const email = users.data?.find(({ id }) => id === actorId)?.email ?? actorId ?? ''
  if (actorKind === 'server') return <Trans>by the server or its command line</Trans>
  if (actorKind === 'api_key') return <Trans>by {email} with an API key</Trans>
  return <Trans>by {email}</Trans>
}

function Change({ change: { field, isSecret, before, after } }: { change: AuditAuditChange }) {
  const { t } = useLingui()
  if (isSecret)
    return (
      <>
        <Code>{field}</Code>: {t`a secret was set or deleted`}
      </>
    )
  return (
    <>
      <Code>{field}</Code>: {textOf(before) ?? t`nothing`} → {textOf(after) ?? t`nothing`}
    </>
  )
}

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
