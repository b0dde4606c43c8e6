import { useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem } from '../../../components/problem.tsx'

interface ConfirmButtonProps {
  /** What the button and the dialog's button say: `Delete`. */
  readonly label: string
  /** The question. */
  readonly title: string
  /** What goes, and what stays. */
  readonly children: ReactNode
  readonly act: () => Promise<unknown>
  /** Default true: it cannot be undone. */
  readonly isDanger?: boolean
  readonly disabled?: boolean
}

/** A button that asks before it acts. */
export function ConfirmButton({
  label,
  title,
  children,
  act,
  isDanger = true,
  disabled,
}: ConfirmButtonProps) {
  const { t } = useLingui()
  const [opened, { open, close }] = useDisclosure()
  const acting = useMutation({ mutationFn: act, onSuccess: close })
  const leave = () => {
    acting.reset()
    close()
  }
  const color = isDanger ? { color: 'red' } : {}
  return (
    <>
      <Button
        variant={isDanger ? 'outline' : 'default'}
        {...color}
        onClick={open}
        disabled={disabled ?? false}
      >
        {label}
      </Button>
      <Modal
        opened={opened}
        onClose={leave}
        title={title}
        closeButtonProps={{ 'aria-label': t`Close` }}
        centered
      >
        <Stack>
          <Text component="div" size="sm">
            {children}
          </Text>
          {acting.isError && <Problem error={acting.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={leave}>
              {t`Cancel`}
            </Button>
            <Button {...color} loading={acting.isPending} onClick={() => acting.mutate()}>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
