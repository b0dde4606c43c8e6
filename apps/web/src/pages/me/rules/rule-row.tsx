import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Switch, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type RulesRule, rulesDeleteRule, rulesUpdateRule } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { useProblemSentence } from '../../../components/problem-sentence.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { channelsQuery } from '../channels/channel-queries.ts'
import { useRuleSentence } from './use-rule-sentence.ts'

/** A rule as a sentence, with when it last fired, and what can be done with it. */
export function RuleRow({ rule, onEdit }: { rule: RulesRule; onEdit: () => void }) {
  const { t } = useLingui()
  const { dateTime } = useFormats()
  const problem = useProblemSentence()
  const sentence = useRuleSentence()(rule)
  const queryClient = useQueryClient()
  const channels = useQuery(channelsQuery)
  const [deletes, { open, close }] = useDisclosure()
  const { id, enabled, lastFiredAt, channelId } = rule
  const isHomeless = channels.data !== undefined && !channels.data.some((channel) => channel.id === channelId)
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['rules'] })
  const turn = useMutation({
    mutationFn: (on: boolean) => rulesUpdateRule({ client, path: { id }, body: { enabled: on } }),
    onSuccess: refresh,
  })
  const remove = useMutation({
    mutationFn: () => rulesDeleteRule({ client, path: { id } }),
    onSuccess: refresh,
  })
  return (
    <Group justify="space-between" gap="sm" wrap="wrap">
      <div style={{ flex: '1 1 14rem' }}>
        <Text fw={500}>{sentence}</Text>
        <Text size="sm" c="dimmed">
          {lastFiredAt === null ? t`Has not fired yet` : t`Last fired ${dateTime(lastFiredAt)}`}
        </Text>
        {isHomeless && (
          <Text size="sm">
            <Trans>Its channel was deleted: it only writes to your inbox. Choose another one.</Trans>
          </Text>
        )}
        {turn.isError && (
          <Text size="sm" role="alert" c="var(--mantine-color-error)">
            {problem(turn.error)}
          </Text>
        )}
      </div>
      <Group gap="sm">
        <Switch
          checked={enabled}
          disabled={turn.isPending}
          aria-label={t`On: ${sentence}`}
          onChange={(event) => turn.mutate(event.currentTarget.checked)}
        />
        <Button size="xs" variant="default" onClick={onEdit} aria-label={t`Change: ${sentence}`}>
          <Trans>Change</Trans>
        </Button>
        <Button size="xs" variant="default" onClick={open} aria-label={t`Delete: ${sentence}`}>
          <Trans>Delete</Trans>
        </Button>
      </Group>
      <ConfirmDialog
        title={t`Delete this rule?`}
        confirm={t`Delete the rule`}
        opened={deletes}
        onClose={close}
        mutation={remove}
      >
        <Trans>Its log is deleted with it. What it has sent stays in your inbox.</Trans>
      </ConfirmDialog>
    </Group>
  )
}
