import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Card, Group, Select, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { metricCatalogueQuery } from '../../../api/metric-catalogue.ts'
import { useOriginNames } from '../../../components/use-origin-names.ts'
import type { DraftEntry } from './draft-entries.ts'

interface TemplateEntryFieldsProps {
  readonly entry: DraftEntry
  readonly number: number
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onChange: (entry: DraftEntry) => void
  readonly onMoveUp: () => void
  readonly onMoveDown: () => void
  readonly onRemove: () => void
}

/** One metric of a template: one's own with its type and unit, or one of a service. */
export function TemplateEntryFields({ entry, number, onChange, ...rest }: TemplateEntryFieldsProps) {
  const { t } = useLingui()
  const { isFirst, isLast, onMoveUp, onMoveDown, onRemove } = rest
  return (
    <Card withBorder p="sm" component="fieldset" m={0} aria-label={t`Metric ${number}`}>
      <Group align="flex-end" gap="sm">
        <Group grow align="flex-end" gap="sm" style={{ flex: '1 1 16rem' }} preventGrowOverflow={false}>
          {entry.kind === 'manual' ? (
            <OwnFields entry={entry} onChange={onChange} />
          ) : (
            <ServiceField entry={entry} onChange={onChange} />
          )}
        </Group>
        <Group gap={4} wrap="nowrap" mb={3}>
          <ActionIcon
            variant="default"
            aria-label={t`Move metric ${number} up`}
            disabled={isFirst}
            onClick={onMoveUp}
          >
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="default"
            aria-label={t`Move metric ${number} down`}
            disabled={isLast}
            onClick={onMoveDown}
          >
            <IconArrowDown size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" aria-label={t`Remove metric ${number}`} onClick={onRemove}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
    </Card>
  )
}

type FieldsProps = Pick<TemplateEntryFieldsProps, 'entry' | 'onChange'>

function OwnFields({ entry, onChange }: FieldsProps) {
  const { t } = useLingui()
  return (
    <>
      <TextInput
        label={t`Name`}
        required
        maxLength={200}
        placeholder={t`Mood`}
        value={entry.label}
        onChange={({ currentTarget }) => onChange({ ...entry, label: currentTarget.value })}
      />
      <Select
        label={t`Kind of value`}
        allowDeselect={false}
        // What a metric is cannot change once it has values.
        disabled={entry.metric !== null}
        value={entry.type}
        data={[
          { value: 'number', label: t`Number` },
          { value: 'time', label: t`Time of day` },
          { value: 'boolean', label: t`Yes or no` },
          { value: 'text', label: t`Text` },
        ]}
        onChange={(type) => onChange({ ...entry, type: type ?? 'number' })}
      />
      {entry.type === 'number' && (
        <TextInput
          label={t`Unit`}
          maxLength={64}
          placeholder={t`none`}
          disabled={entry.metric !== null}
          value={entry.unit}
          onChange={({ currentTarget }) => onChange({ ...entry, unit: currentTarget.value })}
        />
      )}
    </>
  )
}

function ServiceField({ entry, onChange }: FieldsProps) {
  const { t } = useLingui()
  const { data: catalogue = [] } = useQuery(metricCatalogueQuery)
  const originName = useOriginNames()
  const offered = catalogue.filter(
    ({ kind, integration, available, metric }) =>
      kind === 'daily' && integration !== 'manual' && (available || metric === entry.metric),
  )
  const groups = Map.groupBy(offered, ({ integration }) => integration)
  return (
    <Select
      label={t`Metric`}
      required
      searchable
      placeholder={t`Search`}
      nothingFoundMessage={t`No metric has this name`}
      value={entry.metric}
      data={[...groups].map(([integration, metrics]) => ({
        group: originName(integration),
        items: metrics.map(({ metric, label }) => ({ value: metric, label })),
      }))}
      onChange={(metric) =>
        onChange({ ...entry, metric, label: offered.find((each) => each.metric === metric)?.label ?? '' })
      }
    />
  )
}
