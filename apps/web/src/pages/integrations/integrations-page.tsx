import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function IntegrationsPage() {
  const { t } = useLingui()
  return <PageTitle>{t`Integrations`}</PageTitle>
}
