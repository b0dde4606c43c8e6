import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { demoQuery, useCreateDemo } from '../../../api/demo.ts'
import { DemoBanner } from '../../../components/demo-banner.tsx'
import { Problem } from '../../../components/problem.tsx'
import { Section } from '../section.tsx'

/** Demo data comes and goes here at any time, also beside data of one's own. Nothing where the server offers none. */
export function DemoSection() {
  const { t } = useLingui()
  const { data: demo } = useQuery(demoQuery)
  const create = useCreateDemo()
  if (demo === undefined || (!demo.available && demo.state === 'absent')) return null
  return (
    <Section
      title={t`Demo data`}
      description={t`A year of an invented person, beside your own data. One click removes all of it.`}
    >
      {create.isError && <Problem error={create.error} />}
      {demo.state === 'absent' ? (
        <div>
          <Button variant="default" loading={create.isPending} onClick={() => create.mutate()}>
            <Trans>Show demo data</Trans>
          </Button>
        </div>
      ) : (
        <DemoBanner />
      )}
    </Section>
  )
}
