import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function ImportsPage() {
  const { t } = useLingui()
  return <PageTitle>{t`Imports`}</PageTitle>
}
