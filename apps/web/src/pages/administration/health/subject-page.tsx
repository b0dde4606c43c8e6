import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { BackLink } from '../../../components/back-link.tsx'
import { Empty } from '../../../components/empty.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { type SubjectType, subjectQuery } from './health-queries.ts'
import { SubjectHealth } from './subject-health.tsx'

const TYPES: readonly SubjectType[] = ['instance', 'connection', 'plugin_settings']

/** One thing that is checked, with the history of its checks. */
export function SubjectPage() {
  const { t } = useLingui()
  const { type: given, id } = useParams({ from: '/shell/administration/health/$type/$id' })
  const type = TYPES.find((each) => each === given)
  return (
    <>
      <BackLink to="/administration/health">
        <Trans>All health checks</Trans>
      </BackLink>
      {type === undefined ? (
        <>
          <PageTitle>{t`Health`}</PageTitle>
          <Empty title={t`Nothing of this kind is checked`} />
        </>
      ) : (
        <>
          <SubjectTitle type={type} id={id} />
          <SubjectHealth type={type} id={id} />
        </>
      )}
    </>
  )
}

function SubjectTitle({ type, id }: { type: SubjectType; id: string }) {
  const { t } = useLingui()
  const { data } = useQuery(subjectQuery(type, id))
  const name = data?.name ?? id
  return <PageTitle>{t`Health of ${name}`}</PageTitle>
}
