import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function NotificationsPage() {
  const { t } = useLingui()
  return <PageTitle>{t`Notifications`}</PageTitle>
}
