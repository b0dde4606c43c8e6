import { useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import type { EnrichmentEnrichedWork } from '@tributary/client'
import { useIntegrationName } from '../../../api/integration-name.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { MediaTypeIcon } from '../media-type-icon.tsx'
import type { Shown } from './enrichment-search.ts'
import { useEnricherNames } from './use-enricher-names.ts'
import { useReasonText } from './use-reason-text.ts'

interface WorkRowProps {
  readonly work: EnrichmentEnrichedWork
  readonly show: Shown
  readonly onOpen: () => void
}

type Answer = EnrichmentEnrichedWork['answers'][number]

/** A work, and why it is in this list. */
export function WorkRow({ work, show, onOpen }: WorkRowProps) {
  const { t } = useLingui()
  const integrationName = useIntegrationName()
  const { title, creators, answers, type, integration } = work
  const shown = answers.filter((answer) => (show === 'doubtful' ? answer.doubtful : answer.state === show))
  const about = [(creators ?? []).join(', '), integrationName(integration)].filter((part) => part !== '')
  return (
    <Paper withBorder p="xs" component="li">
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <Group gap="xs" wrap="nowrap" align="flex-start" style={{ minWidth: 0 }}>
          <MediaTypeIcon type={type} />
          <Stack gap={0} style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <Text fw={500}>{title}</Text>
            <Text size="sm" c="dimmed">
              {about.join(' · ')}
            </Text>
            {shown.map((answer) => (
              <Reason key={answer.enricher} answer={answer} />
            ))}
          </Stack>
        </Group>
        <Button
          variant="default"
          size="compact-sm"
          style={{ flexShrink: 0 }}
          onClick={onOpen}
          aria-label={t`Open ${title}`}
        >
          {t`Open`}
        </Button>
      </Group>
    </Paper>
  )
}

function Reason({ answer }: { readonly answer: Answer }) {
  const { t } = useLingui()
  const { relative, percent } = useFormats()
  const enricherName = useEnricherNames()
  const reasonText = useReasonText()
  const { reason, doubtful, confidence, detail, nextAttemptAt, state } = answer
  const matched = detail?.['matched']
  const parts = [
    reason === null ? '' : reasonText(reason),
    doubtful && typeof matched === 'string' ? t`Taken for: ${matched}` : '',
    doubtful && confidence !== null ? t`${percent(confidence)} sure` : '',
    state === 'pending' && nextAttemptAt !== null ? t`Tried again ${relative(nextAttemptAt)}` : '',
  ].filter((part) => part !== '')
  if (parts.length === 0) return null
  return (
    <Text size="sm">
      {enricherName(answer.enricher)}: {parts.join(' · ')}
    </Text>
  )
}
