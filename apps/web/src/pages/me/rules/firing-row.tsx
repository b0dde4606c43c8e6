import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Table, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type RulesRuleFiring, rulesRedeliver } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { useProblemSentence } from '../../../components/problem-sentence.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { useNotificationWords } from '../../notifications/notification-words.ts'

const COLORS = {
  waiting: 'gray',
  sending: 'gray',
  sent: 'green',
  dead: 'red',
  dropped: 'gray',
  none: 'gray',
} as const

/** What a rule has fired for, and what became of it. */
export function FiringRow({ firing }: { firing: RulesRuleFiring }) {
  const { t } = useLingui()
  const { dateTime } = useFormats()
  const sentence = useProblemSentence()
  const queryClient = useQueryClient()
  const { id, firedAt, state, reason, detail } = firing
  const { title, message } = useNotificationWords()({ kind: 'rule_fired', ...firing })
  const again = useMutation({
    mutationFn: () => rulesRedeliver({ client, path: { id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['rules', 'firings'] }),
  })
  const states = {
    waiting: t`Waiting`,
    sending: t`Being sent`,
    sent: t`Sent`,
    dead: t`Failed`,
    dropped: t`Not sent`,
    none: t`Only in the inbox`,
  }
  const reasons: Readonly<Record<string, string>> = {
    quiet_hours: t`for the end of the quiet hours`,
    digest: t`for the daily message`,
    resolved: t`because it was resolved or read before`,
    expired: t`because it waited for too long`,
  }
  const why = reason === null ? null : (reasons[reason] ?? detail)
  return (
    <Table.Tr>
      <Table.Td>
        {title}
        <Text size="sm" c="dimmed">
          {message}
        </Text>
      </Table.Td>
      <Table.Td>{dateTime(firedAt)}</Table.Td>
      <Table.Td>
        <Badge variant="outline" color={COLORS[state]} c="var(--mantine-color-text)">
          {states[state]}
        </Badge>
        {why !== null && (
          <Text size="sm" c="dimmed">
            {why}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {(state === 'sent' || state === 'dead' || state === 'none') && (
          <Button size="xs" variant="default" onClick={() => again.mutate()} loading={again.isPending}>
            <Trans>Send again</Trans>
          </Button>
        )}
        {again.isError && (
          <Text size="sm" role="alert" c="var(--mantine-color-error)">
            {sentence(again.error)}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
