import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function ConnectionPage() {
  const { t } = useLingui()
  return <PageTitle>{t`Connection`}</PageTitle>
}
