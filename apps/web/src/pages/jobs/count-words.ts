import { useLingui } from '@lingui/react/macro'
import type { JobsImportJob } from '@tributary/client'

interface CountWords {
  readonly name: 'fetched' | 'inserted' | 'updated' | 'unchanged' | 'rejected' | 'skipped'
  readonly label: string
  readonly meaning: string
}

/** What each count of a job says, in plain words. */
export function useCountWords(job: JobsImportJob): readonly CountWords[] {
  const { t } = useLingui()
  const source = job.kind === 'import' ? t`the file` : t`the provider`
  return [
    { name: 'fetched', label: t`Read`, meaning: t`All entries that ${source} delivered.` },
    { name: 'inserted', label: t`New`, meaning: t`Were not known before, and have been added.` },
    { name: 'updated', label: t`Changed`, meaning: t`Were known, and have changed at ${source} since.` },
    { name: 'unchanged', label: t`Known already`, meaning: t`Were known, and are the same.` },
    { name: 'rejected', label: t`Could not be used`, meaning: t`Are listed below, each with the reason.` },
    {
      name: 'skipped',
      label: t`Left out`,
      meaning: t`On purpose, such as trailers. Not part of what was read.`,
    },
  ]
}
