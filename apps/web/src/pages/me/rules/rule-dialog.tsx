import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, NativeSelect, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  type NotificationsNotificationChannel,
  type RulesRule,
  rulesCreateRule,
  rulesTryRule,
  rulesUpdateRule,
} from '@tributary/client'
import { type SubmitEvent, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Dialog } from '../../../components/dialog.tsx'
import { Problem } from '../../../components/problem.tsx'
import { ConditionFields } from './condition-fields.tsx'
import { conditionOf, draftOf } from './rule-draft.ts'
import { TriedRule } from './tried-rule.tsx'

interface RuleDialogProps {
  /** Absent: a new one. */
  readonly rule?: RulesRule | undefined
  readonly channels: readonly NotificationsNotificationChannel[]
  readonly onClose: () => void
}

/** Builds the sentence of a rule, and tries it. */
export function RuleDialog({ rule, channels, onClose }: RuleDialogProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(rule, channels[0]?.id ?? ''))
  const when = conditionOf(draft)
  const { channelId } = draft
  const save = useMutation({
    mutationFn: async (condition: RulesRule['when']) => {
      if (rule === undefined) return rulesCreateRule({ client, body: { when: condition, channelId } })
      // The same condition again would have the rule begin from now on again.
      const isSame = JSON.stringify(condition) === JSON.stringify(conditionOf(draftOf(rule, '')))
      const body = isSame ? { channelId } : { when: condition, channelId }
      return rulesUpdateRule({ client, path: { id: rule.id }, body })
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['rules'] })
      onClose()
    },
  })
  const attempt = useMutation({
    mutationFn: async (condition: RulesRule['when']) =>
      (await rulesTryRule({ client, body: { when: condition } })).data,
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (when !== undefined) save.mutate(when)
  }
  return (
    <Dialog
      opened
      onClose={onClose}
      size="lg"
      title={rule === undefined ? t`Add a rule` : t`Change the rule`}
    >
      <form onSubmit={submit}>
        <Stack>
          <ConditionFields
            draft={draft}
            onChange={(change) => {
              attempt.reset()
              setDraft({ ...draft, ...change })
            }}
          />
          <NativeSelect
            label={t`Then tell or start`}
            value={channelId}
            data={[
              ...(channels.some(({ id }) => id === channelId) ? [] : [{ value: channelId, label: '–' }]),
              ...channels.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(event) => setDraft({ ...draft, channelId: event.currentTarget.value })}
          />
          {attempt.isError && <Problem error={attempt.error} />}
          {attempt.isSuccess && <TriedRule tried={attempt.data} />}
          {save.isError && <Problem error={save.error} />}
          <Group>
            <Button type="submit" loading={save.isPending} disabled={when === undefined}>
              {rule === undefined ? <Trans>Add the rule</Trans> : <Trans>Save</Trans>}
            </Button>
            <Button
              variant="default"
              loading={attempt.isPending}
              disabled={when === undefined}
              onClick={() => when !== undefined && attempt.mutate(when)}
            >
              <Trans>Try it with the last 30 days</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
