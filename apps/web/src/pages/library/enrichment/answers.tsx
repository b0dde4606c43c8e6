import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { EnrichmentEnrichedWork } from '@tributary/client'
import { Problem } from '../../../components/problem.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { DoubtfulBadge } from './doubtful-badge.tsx'
import { stateQuery } from './enrichment-queries.ts'
import { useChangeWork } from './use-change-work.ts'
import { useEnricherNames } from './use-enricher-names.ts'
import { useReasonText } from './use-reason-text.ts'
import { STATE_NAMES } from './words.ts'

type Answer = EnrichmentEnrichedWork['answers'][number]

/** What each source has answered, how sure it is, and what it took the title for. */
export function Answers({ work }: { readonly work: EnrichmentEnrichedWork }) {
  const { t } = useLingui()
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label={t`Sources`}>
      {work.answers.map((answer) => (
        <li key={answer.enricher}>
          <SourceAnswer work={work} answer={answer} />
        </li>
      ))}
    </Stack>
  )
}

function SourceAnswer({ work, answer }: { readonly work: EnrichmentEnrichedWork; readonly answer: Answer }) {
  const enricherName = useEnricherNames()
  const reasonText = useReasonText()
  const { data: state } = useQuery(stateQuery)
  const attribution =
    state?.enrichers.find(({ enricher }) => enricher === answer.enricher)?.attribution ?? null
  return (
    <Paper withBorder p="xs">
      <Group gap="xs" justify="space-between">
        <Text size="sm" fw={500}>
          {enricherName(answer.enricher)}
        </Text>
        <Group gap="xs">
          {answer.doubtful && <DoubtfulBadge />}
          <AnswerState answer={answer} />
        </Group>
      </Group>
      {answer.reason !== null && <Text size="sm">{reasonText(answer.reason)}</Text>}
      <Taken answer={answer} />
      <Match work={work} answer={answer} />
      {attribution !== null && answer.outcome === 'found' && (
        <Text size="xs" c="dimmed" mt={4}>
          {attribution.text}{' '}
          <Anchor href={attribution.url} target="_blank" rel="noreferrer" size="xs" underline="always">
            {new URL(attribution.url).host}
          </Anchor>
        </Text>
      )}
    </Paper>
  )
}

function AnswerState({ answer }: { readonly answer: Answer }) {
  const { t, i18n } = useLingui()
  const { percent, date, localDate } = useFormats()
  const { state, outcome, confidence, answeredAt } = answer
  const when = answeredAt === null ? '' : date(localDate(answeredAt))
  if (state === 'done' && outcome === 'not_found')
    return (
      <Text size="xs" c="dimmed">
        {[t`Not found`, when].join(' · ')}
      </Text>
    )
  const sure = confidence === null ? '' : t`${percent(confidence)} sure`
  const words = state === 'done' ? [sure, when] : [i18n._(STATE_NAMES[state])]
  return (
    <Text size="xs" c="dimmed">
      {words.filter((word) => word !== '').join(' · ')}
    </Text>
  )
}

/** The title and episode that it has found. */
function Taken({ answer }: { readonly answer: Answer }) {
  const { matched, episode } = answer.detail ?? {}
  if (typeof matched !== 'string') return null
  const what = [matched, typeof episode === 'string' ? episode : ''].filter((part) => part !== '').join(', ')
  return (
    <Text size="sm">
      <Trans>Taken for: {what}</Trans>
    </Text>
  )
}

interface Alternative {
  readonly id: string
  readonly name: string
}

/** Which one a person has said it is, and the others that fit as well, to choose from. */
function Match({ work, answer }: { readonly work: EnrichmentEnrichedWork; readonly answer: Answer }) {
  const { t } = useLingui()
  const { correct } = useChangeWork(work.id)
  const { enricher, detail } = answer
  const chosen = work.matches[enricher]
  const others = alternativesIn(detail)
  if (chosen === undefined && others.length === 0) return null
  const choose = (id: string | null) => correct.mutate({ matches: { [enricher]: id } })
  return (
    <Stack gap={4} mt={4} align="flex-start">
      {chosen !== undefined && (
        <Group gap="xs">
          <Text size="sm">
            <Trans>You have chosen: {chosen}</Trans>
          </Text>
          <Button variant="subtle" size="compact-xs" onClick={() => choose(null)} loading={correct.isPending}>
            <Trans>Withdraw the choice</Trans>
          </Button>
        </Group>
      )}
      {chosen === undefined && (
        <>
          <Text size="sm">
            <Trans>These fit as well:</Trans>
          </Text>
          {others.map(({ id, name }) => (
            <Button
              key={id}
              variant="default"
              size="compact-sm"
              aria-label={t`It is ${name}`}
              onClick={() => choose(id)}
              loading={correct.isPending}
            >
              {name}
            </Button>
          ))}
        </>
      )}
      {correct.isError && <Problem error={correct.error} />}
    </Stack>
  )
}

function alternativesIn(detail: Answer['detail']): readonly Alternative[] {
  const list: unknown = detail?.['alternatives']
  if (!Array.isArray(list)) return []
  return list.filter(
    (each): each is Alternative =>
      typeof each === 'object' &&
      each !== null &&
      'id' in each &&
      'name' in each &&
      typeof each.id === 'string' &&
      typeof each.name === 'string',
  )
}
