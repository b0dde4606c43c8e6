import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { integrationsQuery } from '../../api/integrations.ts'
import { PageTitle } from '../../components/page-title.tsx'
import { HowToGetFiles } from './how-to-get-files.tsx'
import { NewImport } from './new-import/new-import.tsx'
import { PastImports } from './past-imports.tsx'

const route = getRouteApi('/shell/imports')

/** A file in, and what earlier files brought. Who comes from an integration sees first where its file is. */
export function ImportsPage() {
  const { t } = useLingui()
  const { integration } = route.useSearch()
  const { data: integrations } = useQuery(integrationsQuery)
  const wanted = integrations?.find((each) => each.integration === integration && each.files !== null)
  const displayName = wanted?.displayName
  return (
    <Stack gap="xl">
      <div>
        <PageTitle>
          {displayName === undefined ? t`Import a file` : t`Import a file from ${displayName}`}
        </PageTitle>
        <NewImport />
      </div>
      {wanted !== undefined && <HowToGetFiles first={wanted} />}
      <PastImports />
      {wanted === undefined && <HowToGetFiles />}
    </Stack>
  )
}
