import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function AdministrationPage() {
  const { t } = useLingui()
  return <PageTitle>{t`Administration`}</PageTitle>
}
