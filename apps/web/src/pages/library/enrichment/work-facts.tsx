import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconPencil, IconRefresh } from '@tabler/icons-react'
import type { EnrichmentEnrichedWork } from '@tributary/client'
import { useState } from 'react'
import { Problem } from '../../../components/problem.tsx'
import { Answers } from './answers.tsx'
import { CorrectFacts } from './correct-facts.tsx'
import { FactTable } from './fact-table.tsx'
import { useChangeWork } from './use-change-work.ts'

/** What is known of a work: each fact with who says so, how sure and when; corrected by hand; looked up again. */
export function WorkFacts({ work }: { readonly work: EnrichmentEnrichedWork }) {
  const { t } = useLingui()
  const [isCorrecting, setCorrecting] = useState(false)
  const { lookAgain } = useChangeWork(work.id)
  const canLookAgain = work.answers.some(({ state }) => state === 'done' || state === 'failed')
  return (
    <Stack gap="sm" component="section" aria-label={t`Genres, tags and more`}>
      <Title order={3} size="h5">
        <Trans>Genres, tags and more</Trans>
      </Title>
      {Object.keys(work.facts).length === 0 && !isCorrecting && <NothingKnown work={work} />}
      {isCorrecting ? (
        <CorrectFacts work={work} onClose={() => setCorrecting(false)} />
      ) : (
        <>
          {Object.keys(work.facts).length > 0 && <FactTable work={work} />}
          <Group gap="xs">
            <Button
              variant="default"
              size="sm"
              leftSection={<IconPencil size={16} aria-hidden />}
              onClick={() => setCorrecting(true)}
            >
              <Trans>Correct</Trans>
            </Button>
            {canLookAgain && (
              <Button
                variant="default"
                size="sm"
                leftSection={<IconRefresh size={16} aria-hidden />}
                onClick={() => lookAgain.mutate()}
                loading={lookAgain.isPending}
              >
                <Trans>Look again</Trans>
              </Button>
            )}
          </Group>
          {lookAgain.isError && <Problem error={lookAgain.error} />}
        </>
      )}
      {work.answers.length > 0 && <Answers work={work} />}
    </Stack>
  )
}

function NothingKnown({ work }: { readonly work: EnrichmentEnrichedWork }) {
  if (work.answers.some(({ state }) => state === 'pending' || state === 'enriching'))
    return (
      <Text size="sm" c="dimmed">
        <Trans>It is still being looked up.</Trans>
      </Text>
    )
  return (
    <Text size="sm" c="dimmed">
      <Trans>Nothing is known of it yet. You can enter it by hand.</Trans>
    </Text>
  )
}
