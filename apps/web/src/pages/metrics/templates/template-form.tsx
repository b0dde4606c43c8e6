import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type SubmitEvent, useState } from 'react'
import { LinkButton } from '../../../components/link-button.tsx'
import { Problem } from '../../../components/problem.tsx'
import { movedUp } from '../preference-list.ts'
import { type DraftEntry, type DraftTemplate, isComplete } from './draft-entries.ts'
import { TemplateEntryFields } from './template-entry-fields.tsx'

interface TemplateFormProps {
  readonly initial: DraftTemplate
  readonly onSave: (draft: DraftTemplate) => void
  readonly isSaving: boolean
  readonly error: unknown
}

/** The name of a template and its metrics, in order. */
export function TemplateForm({ initial, onSave, isSaving, error }: TemplateFormProps) {
  const { t } = useLingui()
  const [draft, setDraft] = useState(initial)
  const { entries } = draft
  const setEntries = (changed: readonly DraftEntry[]) => setDraft({ ...draft, entries: changed })
  const add = (kind: DraftEntry['kind']) =>
    setEntries([
      ...entries,
      { key: crypto.randomUUID(), kind, label: '', metric: null, unit: '', type: 'number' },
    ])
  const move = (index: number) => {
    const keys = movedUp(
      entries.map(({ key }) => key),
      index,
    )
    setEntries(keys.flatMap((key) => entries.filter((entry) => entry.key === key)))
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (isComplete(draft)) onSave(draft)
  }
  return (
    <form onSubmit={submit}>
      <Stack maw={800}>
        {error !== null && error !== undefined && <Problem error={error} />}
        <TextInput
          label={t`Name`}
          required
          maxLength={200}
          value={draft.name}
          onChange={({ currentTarget }) => setDraft({ ...draft, name: currentTarget.value })}
        />
        {entries.map((entry, index) => (
          <TemplateEntryFields
            key={entry.key}
            entry={entry}
            number={index + 1}
            isFirst={index === 0}
            isLast={index === entries.length - 1}
            onChange={(changed) => setEntries(entries.with(index, changed))}
            onMoveUp={() => move(index)}
            onMoveDown={() => move(index + 1)}
            onRemove={() => setEntries(entries.toSpliced(index, 1))}
          />
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => add('manual')}
          >
            <Trans>Add a metric of my own</Trans>
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => add('external')}
          >
            <Trans>Add a metric of a service</Trans>
          </Button>
        </Group>
        <Group mt="md">
          <Button type="submit" loading={isSaving} disabled={!isComplete(draft)}>
            <Trans>Save the template</Trans>
          </Button>
          <LinkButton to="/charts/templates" variant="subtle">
            <Trans>Cancel</Trans>
          </LinkButton>
        </Group>
      </Stack>
    </form>
  )
}
