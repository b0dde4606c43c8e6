import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ExportsExportOptions } from '@tributary/client'
import { QueryState } from '../../../components/query-state.tsx'
import { Section } from '../section.tsx'
import { exportOptionsQuery, exportSchedulesQuery, exportsQuery } from './export-queries.ts'
import { ExportRow } from './export-row.tsx'
import { NewExport } from './new-export.tsx'
import { ScheduleRow } from './schedule-row.tsx'

/** Exports that are kept in a storage of the server. Nothing where the administrator allows none and none is left. */
export function KeptExports() {
  const { t } = useLingui()
  const { data: options } = useQuery(exportOptionsQuery)
  const exports = useQuery(exportsQuery)
  const schedules = useQuery(exportSchedulesQuery)
  // Not yet while they are read: where nothing is allowed, the section would show and vanish.
  const isLeft = [exports.data, schedules.data].some((each) => each !== undefined && each.length > 0)
  if (options === undefined || (options.storages.length === 0 && !isLeft && !exports.isError)) return null
  return (
    <Section title={t`Kept exports`} description={<Retention options={options} />}>
      {options.storages.length > 0 && <NewExport options={options} />}
      {schedules.data?.map((schedule) => (
        <ScheduleRow key={schedule.id} schedule={schedule} />
      ))}
      <QueryState
        query={exports}
        isEmpty={(items) => items.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            <Trans>No export is kept yet.</Trans>
          </Text>
        }
      >
        {(items) => items.map((item) => <ExportRow key={item.id} item={item} />)}
      </QueryState>
    </Section>
  )
}

function Retention({ options: { keepDays, keepCount } }: { options: ExportsExportOptions }) {
  const { t } = useLingui()
  const days = t`${plural(keepDays, { one: 'Each is deleted after # day.', other: 'Each is deleted after # days.' })}`
  const count = t`${plural(keepCount, { one: 'Of the same kind, only the newest is kept.', other: 'Of the same kind, the newest # are kept.' })}`
  return (
    <>
      <Trans>Made and stored by the server, now or again and again.</Trans>
      {keepDays > 0 && ` ${days}`}
      {keepCount > 0 && ` ${count}`}
    </>
  )
}
