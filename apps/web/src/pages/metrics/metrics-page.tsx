import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function MetricsPage() {
  const { t } = useLingui()
  return <PageTitle>{t`Metrics`}</PageTitle>
}
