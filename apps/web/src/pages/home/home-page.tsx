import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/page-title.tsx'

export function HomePage() {
  const { t } = useLingui()
  return <PageTitle>{t`Home`}</PageTitle>
}
