import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function LibraryPage() {
  const { t } = useLingui()
  return <PageTitle>{t`Library`}</PageTitle>
}
