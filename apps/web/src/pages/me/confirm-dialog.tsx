import { useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem } from '../../components/problem.tsx'

interface ConfirmDialogProps {
  readonly title: string
  /** What goes, and what stays. */
  readonly children: ReactNode
  readonly confirm: string
  readonly keep: string
  readonly opened: boolean
  readonly onClose: () => void
  readonly mutation: Pick<
    UseMutationResult<unknown, Error, void>,
    'mutate' | 'isPending' | 'isError' | 'error'
  >
}

/** Asks before something is deleted for good. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, keep, opened, onClose, mutation } = props
  const { t } = useLingui()
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t`Close` }}>
      <Stack>
        <Text>{children}</Text>
        {mutation.isError && <Problem error={mutation.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {keep}
          </Button>
          <Button color="red" onClick={() => mutation.mutate()} loading={mutation.isPending}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
