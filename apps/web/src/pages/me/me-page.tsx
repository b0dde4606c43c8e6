import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function MePage() {
  const { t } = useLingui()
  return <PageTitle>{t`Me`}</PageTitle>
}
