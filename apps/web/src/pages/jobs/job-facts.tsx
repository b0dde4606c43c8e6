import { Trans, useLingui } from '@lingui/react/macro'
import { Table, Title } from '@mantine/core'
import type { JobsImportJob } from '@tributary/client'
import type { ReactNode } from 'react'
import { useJobWords } from '../../components/jobs/job-words.ts'
import { TextLink } from '../../components/text-link.tsx'
import { useFormats } from '../../i18n/formats.ts'

/** When and why a job ran, what it read, and through what. */
export function JobFacts({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const { dateTime, number } = useFormats()
  const { kinds, triggers, windowOf } = useJobWords()
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t`Kind`, kinds[job.kind]],
    [t`Reason`, triggers[job.trigger]],
    ...(job.filename === null ? [] : [[t`File`, job.filename] as const]),
    ...(job.connectionId === null
      ? []
      : [[t`Connection`, <ConnectionLink key="link" id={job.connectionId} />] as const]),
    ...(job.window === null ? [] : [[t`Days`, windowOf(job)] as const]),
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
    <TextLink to="/connections/$connectionId" params={{ connectionId: id }} inherit>
      <Trans>Show the connection</Trans>
    </TextLink>
  )
}
