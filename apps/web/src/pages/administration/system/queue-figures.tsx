import { Plural, useLingui } from '@lingui/react/macro'
import { Table, Text } from '@mantine/core'
import { useFormats } from '../../../i18n/formats.ts'
import { Section } from '../parts/section.tsx'
import { WideTable } from '../parts/wide-table.tsx'
import { type Figure, sumOf } from './parse-figures.ts'

const STATES = ['due', 'running', 'deferred', 'blocked'] as const

/** How many jobs of each kind are open, and how long the oldest has been due. */
export function QueueFigures({ figures }: { figures: readonly Figure[] }) {
  const { t } = useLingui()
  const formats = useFormats()
  const names = { import: t`Imports`, sync: t`Syncs`, backfill: t`Back-fills` } as Readonly<
    Record<string, string>
  >
  const kinds = [
    ...new Set(
      figures.flatMap(({ name, labels }) => (name === 'tributary_jobs_open' ? (labels['kind'] ?? []) : [])),
    ),
  ]
  const oldest = (kind: string) => sumOf(figures, 'tributary_jobs_oldest_due_age_seconds', { kind }) ?? 0
  const workers = sumOf(figures, 'tributary_jobs_workers')
  return (
    <Section title={t`Queue`}>
      {workers !== undefined && (
        <Text size="sm">
          <Plural
            value={workers}
            _0="No process works on jobs."
            one="# process works on jobs."
            other="# processes work on jobs."
          />
        </Text>
      )}
      <WideTable label={t`Open jobs`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t`Jobs`}</Table.Th>
            <Table.Th scope="col">{t`Due`}</Table.Th>
            <Table.Th scope="col">{t`Running`}</Table.Th>
            <Table.Th scope="col">{t`Deferred`}</Table.Th>
            <Table.Th scope="col">{t`Blocked`}</Table.Th>
            <Table.Th scope="col">{t`Oldest due for`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {kinds.map((kind) => (
            <Table.Tr key={kind}>
              <Table.Th scope="row" fw={400}>
                {names[kind] ?? kind}
              </Table.Th>
              {STATES.map((state) => (
                <Table.Td key={state}>
                  {formats.number(sumOf(figures, 'tributary_jobs_open', { kind, state }) ?? 0)}
                </Table.Td>
              ))}
              <Table.Td>{oldest(kind) === 0 ? '–' : formats.duration(oldest(kind))}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </Section>
  )
}
