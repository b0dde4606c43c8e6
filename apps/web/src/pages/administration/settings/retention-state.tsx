import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { measurementRetentionQuery } from '../../../api/measurement-retention.ts'
import { QueryState } from '../../../components/query-state.tsx'
import { useRetentionWords } from '../../../components/use-retention-words.ts'
import { Section } from '../parts/section.tsx'

/** What the settings of metrics mean today: the first day of single measurements. */
export function RetentionState() {
  const { t } = useLingui()
  const words = useRetentionWords()
  const retention = useQuery(measurementRetentionQuery)
  return (
    <Section title={t`Measurements now`}>
      <QueryState query={retention}>
        {(read) => <Text size="sm">{words(read) ?? <Trans>All measurements are kept.</Trans>}</Text>}
      </QueryState>
    </Section>
  )
}
