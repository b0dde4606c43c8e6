import { useLingui } from '@lingui/react/macro'
import { Group, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { integrationsQuery } from '../../../api/integrations.ts'
import { metricCatalogueQuery } from '../../../api/metric-catalogue.ts'
import { MEDIA_TYPES } from '../../../components/media-types.ts'
import { useMediaTypeNames } from '../../../components/use-media-type-names.ts'
import type { RuleDraft } from './rule-draft.ts'

interface ConditionFieldsProps {
  readonly draft: RuleDraft
  readonly onChange: (change: Partial<RuleDraft>) => void
}

/** When a rule fires: the first half of its sentence. */
export function ConditionFields({ draft, onChange }: ConditionFieldsProps) {
  const { t } = useLingui()
  return (
    <>
      <NativeSelect
        label={t`When`}
        data-autofocus
        value={draft.on}
        data={[
          { value: 'metric', label: t`the value of a day` },
          { value: 'item', label: t`something new in the library` },
          { value: 'connection', label: t`a connection stops working` },
          { value: 'import', label: t`an import ends` },
        ]}
        onChange={(event) => onChange({ on: event.currentTarget.value as RuleDraft['on'] })}
      />
      {draft.on === 'metric' && <MetricFields draft={draft} onChange={onChange} />}
      {draft.on === 'item' && <ItemField draft={draft} onChange={onChange} />}
      {draft.on === 'import' && (
        <NativeSelect
          label={t`How it ends`}
          value={draft.ends}
          data={[
            { value: 'any', label: t`in any way` },
            { value: 'succeeded', label: t`successfully` },
            { value: 'failed', label: t`with an error` },
          ]}
          onChange={(event) => onChange({ ends: event.currentTarget.value as RuleDraft['ends'] })}
        />
      )}
      {draft.on !== 'metric' && <IntegrationField draft={draft} onChange={onChange} />}
    </>
  )
}

function MetricFields({ draft, onChange }: ConditionFieldsProps) {
  const { t } = useLingui()
  const { data: catalogue = [] } = useQuery(metricCatalogueQuery)
  const metrics = catalogue.filter(
    ({ kind, type, hasValues, available, metric }) =>
      kind === 'daily' && type === 'number' && (hasValues || available || metric === draft.metric),
  )
  const sorted = metrics.toSorted((one, other) => Number(other.hasValues) - Number(one.hasValues))
  const unit = metrics.find(({ metric }) => metric === draft.metric)?.unit ?? ''
  return (
    <>
      <NativeSelect
        label={t`Value`}
        value={draft.metric}
        data={[
          ...(draft.metric === '' ? [{ value: '', label: t`Choose a value` }] : []),
          ...sorted.map(({ metric, label }) => ({ value: metric, label: `${label} (${metric})` })),
        ]}
        onChange={(event) => onChange({ metric: event.currentTarget.value })}
      />
      <Group grow align="flex-start">
        <NativeSelect
          label={t`Passes`}
          value={draft.passes}
          description={
            draft.passes === 'below' ? t`Told at noon of the next day, when the day is complete.` : undefined
          }
          data={[
            { value: 'above', label: t`above` },
            { value: 'below', label: t`below` },
          ]}
          onChange={(event) => onChange({ passes: event.currentTarget.value as RuleDraft['passes'] })}
        />
        <TextInput
          label={unit === '' ? t`Threshold` : t`Threshold (${unit})`}
          inputMode="decimal"
          value={draft.threshold}
          onChange={(event) => onChange({ threshold: event.currentTarget.value })}
        />
      </Group>
    </>
  )
}

function ItemField({ draft, onChange }: ConditionFieldsProps) {
  const { t } = useLingui()
  const name = useMediaTypeNames()
  return (
    <NativeSelect
      label={t`Kind`}
      value={draft.type}
      data={[
        { value: '', label: t`all kinds` },
        ...MEDIA_TYPES.map((type) => ({ value: type, label: name(type) })),
      ]}
      onChange={(event) => onChange({ type: event.currentTarget.value as RuleDraft['type'] })}
    />
  )
}

function IntegrationField({ draft, onChange }: ConditionFieldsProps) {
  const { t } = useLingui()
  const { data: integrations = [] } = useQuery(integrationsQuery)
  return (
    <NativeSelect
      label={t`Integration`}
      value={draft.integration}
      data={[
        { value: '', label: t`all integrations` },
        ...integrations.map(({ integration, displayName }) => ({ value: integration, label: displayName })),
      ]}
      onChange={(event) => onChange({ integration: event.currentTarget.value })}
    />
  )
}
