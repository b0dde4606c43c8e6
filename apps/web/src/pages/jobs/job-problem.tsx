import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import type { JobsImportJob } from '@tributary/client'
import { useErrorSentence } from '../../components/error-sentence.ts'
import { Problem } from '../../components/problem.tsx'
import { useFormats } from '../../i18n/formats.ts'

/** Why a job failed or waits, with the place in the file. */
export function JobProblem({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const { dateTime } = useFormats()
  const errorSentence = useErrorSentence()
  const { error, waitingFor, runAfter } = job
  const waits = job.status === 'queued'
  if (waits && waitingFor !== null)
    return (
      <Problem color="yellow">
        <Trans>
          It waits for “{waitingFor.plugin}”, which is not running: {waitingFor.reason} It starts by itself
          afterwards.
        </Trans>
      </Problem>
    )
  if (error === null) return null
  return (
    <Problem color={waits ? 'yellow' : 'red'} title={waits ? t`It waits` : t`It has failed`}>
      {errorSentence(error)}
      {error.line !== undefined && (
        <Text size="sm" fw={600} component="span" display="block">
          {error.column === undefined
            ? t`Line ${String(error.line)} of the file`
            : t`Line ${String(error.line)}, column ${String(error.column)} of the file`}
        </Text>
      )}
      {waits && runAfter !== null && (
        <Text size="sm" component="span" display="block">
          <Trans>It goes on by itself at {dateTime(runAfter)}.</Trans>
        </Text>
      )}
    </Problem>
  )
}
