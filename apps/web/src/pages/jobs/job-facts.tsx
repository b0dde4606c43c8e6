import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Table, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { JobsImportJob } from '@tributary/client'
import type { ReactNode } from 'react'
import { useFormats } from '../../i18n/formats.ts'
import { useJobWords } from './job-words.ts'

/** When and why a job ran, what it read, and through what. */
export function JobFacts({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const { dateTime, date, number } = useFormats()
  const { kinds, triggers } = useJobWords()
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t`Kind`, kinds[job.kind]],
    [t`Reason`, triggers[job.trigger]],
    ...(job.filename === null ? [] : [[t`File`, job.filename] as const]),
    ...(job.connectionId === null
      ? []
      : [[t`Connection`, <ConnectionLink key="link" id={job.connectionId} />] as const]),
    ...(job.window === null
      ? []
      : [[t`Days`, t`${date(job.window.from)} to ${date(job.window.to)}`] as const]),
    [t`Created`, dateTime(job.createdAt)],
    ...(job.startedAt === null ? [] : [[t`Started`, dateTime(job.startedAt)] as const]),
    ...(job.finishedAt === null ? [] : [[t`Ended`, dateTime(job.finishedAt)] as const]),
    ...(job.attempts < 2 ? [] : [[t`Starts`, number(job.attempts)] as const]),
  ]
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        <Trans>About this job</Trans>
      </Title>
      <Table variant="vertical" withTableBorder layout="fixed" aria-label={t`About this job`}>
        <Table.Tbody>
          {facts.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th w="9rem" scope="row">
                {label}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

function ConnectionLink({ id }: { id: string }) {
  return (
    <Anchor component={Link} to={`/connections/${id}`} inherit>
      <Trans>Show the connection</Trans>
    </Anchor>
  )
}
