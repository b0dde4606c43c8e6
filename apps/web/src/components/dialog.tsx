import { useLingui } from '@lingui/react/macro'
import { Modal, type ModalProps } from '@mantine/core'

type DialogProps = Pick<
  ModalProps,
  'opened' | 'onClose' | 'title' | 'size' | 'closeOnClickOutside' | 'children'
>

/** A window above the page, with a button that closes it. */
export function Dialog(props: DialogProps) {
  const { t } = useLingui()
  return <Modal closeButtonProps={{ 'aria-label': t`Close` }} {...props} />
}
