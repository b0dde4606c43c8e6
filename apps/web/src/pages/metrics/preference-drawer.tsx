import { useLingui } from '@lingui/react/macro'
import { SidePanel } from '../../components/side-panel.tsx'
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
    <SidePanel opened={opened} onClose={onClose} title={t`Order of preference`}>
      <PreferenceOrder />
    </SidePanel>
  )
}
