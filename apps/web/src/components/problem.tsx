import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useProblemSentence } from './problem-sentence.ts'

export interface ProblemProps {
  /** What failed; its sentence is shown. */
  readonly error?: unknown
  /** Instead of the error's own sentence. */
  readonly children?: ReactNode
  readonly title?: ReactNode
  /** The one action that resolves it. */
  readonly action?: { readonly label: string; readonly onClick: () => void; readonly loading?: boolean }
  readonly color?: 'red' | 'yellow'
}

/** One sentence about what is wrong, and the one action that resolves it. Read aloud as soon as it appears. */
export function Problem({ error, children, title, action, color = 'red' }: ProblemProps) {
  const sentence = useProblemSentence()
  return (
    <Alert
      role="alert"
      color={color}
      variant="outline"
      title={title}
      icon={<IconAlertTriangle aria-hidden />}
    >
      <Group justify="space-between" gap="sm">
        <Stack gap={4} style={{ flex: '1 1 16rem' }}>
          <Text size="sm">{children ?? sentence(error)}</Text>
        </Stack>
        {action !== undefined && (
          <Button size="sm" onClick={action.onClick} loading={action.loading ?? false}>
            {action.label}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
