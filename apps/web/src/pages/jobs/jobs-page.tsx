import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function JobsPage() {
  const { t } = useLingui()
  return <PageTitle>{t`Jobs`}</PageTitle>
}
