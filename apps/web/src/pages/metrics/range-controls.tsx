import { useLingui } from '@lingui/react/macro'
import { Group, SegmentedControl, Select, Switch } from '@mantine/core'
import { DateInput } from '../../components/date-input.tsx'
import { isLocalDate } from '../../i18n/local-dates.ts'
import type { Preset } from './metrics-search.ts'
import type { MetricsView } from './use-metrics-view.ts'

/** The dates, what is gathered, and whether the time before is shown beside it. */
export function RangeControls({ view }: { readonly view: MetricsView }) {
  const { t } = useLingui()
  const { search, range, per, change } = view
  const isOwn = search.from !== undefined
  const changeDate = (part: { from?: string; to?: string }) => {
    const { from, to } = { ...range, ...part }
    if (isLocalDate(from) && isLocalDate(to) && from <= to) change({ from, to, range: undefined })
  }
  return (
    <Group gap="md" align="flex-end">
      <Select
        label={t`Time`}
        w={180}
        allowDeselect={false}
        value={isOwn ? 'own' : (search.range ?? '30d')}
        data={[
          { value: '7d', label: t`Last 7 days` },
          { value: '30d', label: t`Last 30 days` },
          { value: '90d', label: t`Last 90 days` },
          { value: '1y', label: t`Last year` },
          { value: 'all', label: t`All` },
          { value: 'own', label: t`Own dates` },
        ]}
        onChange={(value) =>
          value === 'own'
            ? change({ ...range, range: undefined })
            : change({ range: value as Preset, from: undefined, to: undefined })
        }
      />
      {isOwn && (
        <>
          <DateInput
            label={t`From`}
            date={range.from}
            max={range.to}
            onChange={(from) => changeDate({ from: from ?? range.from })}
          />
          <DateInput
            label={t`To`}
            date={range.to}
            min={range.from}
            onChange={(to) => changeDate({ to: to ?? range.to })}
          />
        </>
      )}
      <SegmentedControl
        aria-label={t`A value for each`}
        value={per}
        data={[
          { value: 'day', label: t`Day` },
          { value: 'week', label: t`Week` },
          { value: 'month', label: t`Month` },
        ]}
        onChange={(value) => change({ per: value })}
      />
      {search.range !== 'all' && (
        <Switch
          mb={8}
          label={t`Compare with the time before`}
          checked={search.compare === true}
          onChange={(event) => change({ compare: event.currentTarget.checked ? true : undefined })}
        />
      )}
    </Group>
  )
}
