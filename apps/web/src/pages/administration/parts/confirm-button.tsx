import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'

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
  const [opened, { open, close }] = useDisclosure()
  const acting = useMutation({ mutationFn: act, onSuccess: close })
  return (
    <>
      <Button
        variant={isDanger ? 'outline' : 'default'}
        {...(isDanger ? { color: 'red' } : {})}
        onClick={open}
        disabled={disabled ?? false}
      >
        {label}
      </Button>
      <ConfirmDialog
        title={title}
        confirm={label}
        isDanger={isDanger}
        opened={opened}
        onClose={close}
        mutation={acting}
      >
        {children}
      </ConfirmDialog>
    </>
  )
}
