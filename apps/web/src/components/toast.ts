import { t } from '@lingui/core/macro'
import { notifications } from '@mantine/notifications'

/** Says that something has been done, for some seconds, in a corner; read aloud. */
export function toast(message: string): void {
  notifications.show({ message, role: 'status', closeButtonProps: { 'aria-label': t`Close` } })
}
