import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Section } from '../section.tsx'
import { AnalyticsInstance } from './analytics-instance.tsx'
import { analyticsQuery } from './analytics-queries.ts'

/** Services that the person's values can be sent to. Nothing where the administrator has configured none. */
export function AnalyticsSection() {
  const { t } = useLingui()
  const { data: instances = [] } = useQuery(analyticsQuery)
  if (instances.length === 0) return null
  return (
    <Section
      title={t`Send values to dashboards`}
      description={
        <Trans>
          All your daily values are sent, and each new or corrected one: the name of the metric, the day, the
          value, the integration and the id of the connection, with a pseudonym for you. Your name and e-mail
          address are never sent. When you switch it off, nothing more is sent, and what was sent stays there.
        </Trans>
      }
    >
      {instances.map((instance) => (
        <AnalyticsInstance key={instance.id} instance={instance} />
      ))}
    </Section>
  )
}
