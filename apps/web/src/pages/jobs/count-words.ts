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
  const isFile = job.kind === 'import'
  const all: readonly CountWords[] = [
    {
      name: 'fetched',
      label: t`Read`,
      meaning: isFile ? t`All entries of the file.` : t`All entries that the provider delivered.`,
    },
    { name: 'inserted', label: t`New`, meaning: t`Were not known before, and have been added.` },
    {
      name: 'updated',
      label: t`Changed`,
      meaning: isFile
        ? t`Were known, and are different in the file.`
        : t`Were known, and have changed since.`,
    },
    { name: 'unchanged', label: t`Known already`, meaning: t`Were known, and are the same.` },
    { name: 'rejected', label: t`Could not be used`, meaning: t`Are listed below, each with the reason.` },
    {
      name: 'skipped',
      label: t`Left out`,
      meaning: t`On purpose, such as trailers. Not part of what was read.`,
    },
  ]
  // Rare: shown where there are some.
  return all.filter(({ name }) => (name !== 'rejected' && name !== 'skipped') || job[name] > 0)
}
