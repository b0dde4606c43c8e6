import { useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text, ThemeIcon } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconPlayerPause,
  IconPlugConnectedX,
} from '@tabler/icons-react'
import type { ConnectionsConnection } from '@tributary/client'
import { useProblemSentence } from '../problem-sentence.ts'
import type { ConnectionAction, ConnectionCondition } from './condition-of.ts'
import { useConditionWords } from './condition-sentence.ts'
import { useCondition } from './use-condition.ts'
import { useConnectionAction } from './use-connection-action.ts'

interface ConnectionStateProps {
  readonly connection: ConnectionsConnection
  /** The provider's name for people. */
  readonly displayName: string
  /** Whether a connection that is well says so. Default false: then it shows nothing. */
  readonly showsWell?: boolean
}

/** How a connection is in one sentence, and the one action that resolves it. For the connection's own page, its card, and Home. */
export function ConnectionState({ connection, displayName, showsWell = false }: ConnectionStateProps) {
  const { t } = useLingui()
  const condition = useCondition(connection)
  const words = useConditionWords()(condition, displayName)
  const act = useConnectionAction(connection)
  const problem = useProblemSentence()
  if (condition.kind === 'well' && !showsWell) return null
  const account = connection.label ?? connection.accountName ?? displayName
  return (
    <Stack gap={4} role="group" aria-label={t`State of ${account}`}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <ConditionIcon kind={condition.kind} />
        <Group gap="sm" justify="space-between" style={{ flex: 1 }}>
          <Text size="sm" style={{ flex: '1 1 14rem' }}>
            {words.sentence}
          </Text>
          {condition.action !== undefined && (
            <ActionButton
              action={condition.action}
              label={words.label ?? ''}
              // Several connections can be listed with the same action.
              description={t`${words.label ?? ''}: ${account}`}
              loading={act.isPending}
              onAct={act.mutate}
            />
          )}
        </Group>
      </Group>
      {act.isError && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problem(act.error)}
        </Text>
      )}
    </Stack>
  )
}

interface ActionButtonProps {
  readonly action: ConnectionAction
  readonly label: string
  readonly description: string
  readonly loading: boolean
  readonly onAct: (action: Exclude<ConnectionAction, 'wait'>) => void
}

function ActionButton({ action, label, description, loading, onAct }: ActionButtonProps) {
  // Only time helps: the button says how much of it, and does nothing.
  if (action === 'wait')
    return (
      <Button size="sm" variant="default" disabled leftSection={<IconClock size={16} aria-hidden />}>
        {label}
      </Button>
    )
  return (
    <Button size="sm" aria-label={description} loading={loading} onClick={() => onAct(action)}>
      {label}
    </Button>
  )
}

const ICONS: Readonly<Record<ConnectionCondition['kind'], readonly [icon: typeof IconClock, color: string]>> =
  {
    well: [IconCircleCheck, 'teal'],
    disconnected: [IconPlugConnectedX, 'gray'],
    paused: [IconPlayerPause, 'gray'],
    limited: [IconClock, 'yellow'],
    down: [IconAlertTriangle, 'yellow'],
    failed: [IconAlertTriangle, 'red'],
    revoked: [IconAlertTriangle, 'red'],
    scopes: [IconAlertTriangle, 'yellow'],
    action: [IconAlertTriangle, 'red'],
  }

function ConditionIcon({ kind }: { kind: ConnectionCondition['kind'] }) {
  const [Icon, color] = ICONS[kind]
  return (
    <ThemeIcon variant="light" color={color} size="md" radius="xl" aria-hidden>
      <Icon size={18} />
    </ThemeIcon>
  )
}
