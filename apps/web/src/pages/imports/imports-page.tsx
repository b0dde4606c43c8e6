import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { PageTitle } from '../../components/page-title.tsx'
import { HowToGetFiles } from './how-to-get-files.tsx'
import { NewImport } from './new-import/new-import.tsx'
import { PastImports } from './past-imports.tsx'

/** A file in, and what earlier files brought. */
export function ImportsPage() {
  const { t } = useLingui()
  return (
    <Stack gap="xl">
      <div>
        <PageTitle>{t`Import a file`}</PageTitle>
        <NewImport />
      </div>
      <PastImports />
      <HowToGetFiles />
    </Stack>
  )
}
