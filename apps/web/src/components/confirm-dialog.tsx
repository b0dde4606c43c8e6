import { Trans } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

interface ConfirmDialogProps {
  /** The question. */
  readonly title: string
  /** What goes, and what stays. */
  readonly children: ReactNode
  /** What the button says that acts: `Delete the key`. */
  readonly confirm: string
  /** What the button says that leaves all as it is: `Keep it`. Default `Cancel`. */
  readonly keep?: string
  /** Default true: it cannot be undone. */
  readonly isDanger?: boolean
  readonly opened: boolean
  readonly onClose: () => void
  readonly mutation: Pick<
    UseMutationResult<unknown, Error, void>,
    'mutate' | 'reset' | 'isPending' | 'isError' | 'error'
  >
}

/** Asks before something is done that a person might regret. A failure is shown until the dialog closes. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, keep, isDanger = true, opened, onClose, mutation } = props
  const leave = () => {
    mutation.reset()
    onClose()
  }
  return (
    <Dialog opened={opened} onClose={leave} title={title}>
      <Stack>
        <Text component="div">{children}</Text>
        {mutation.isError && <Problem error={mutation.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={leave}>
            {keep ?? <Trans>Cancel</Trans>}
          </Button>
          <Button
            {...(isDanger ? { color: 'red' } : {})}
            onClick={() => mutation.mutate()}
            loading={mutation.isPending}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
