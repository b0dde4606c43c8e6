import { useLingui } from '@lingui/react/macro'
import { Drawer, Text } from '@mantine/core'
import { PreferenceOrder } from './preference-order.tsx'

/** The order of preference for all metrics. */
export function PreferenceDrawer({
  opened,
  onClose,
}: {
  readonly opened: boolean
  readonly onClose: () => void
}) {
  const { t } = useLingui()
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="md"
      title={<Text fw={600}>{t`Order of preference`}</Text>}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <PreferenceOrder />
    </Drawer>
  )
}
