import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { BackLink } from '../../../components/back-link.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { usePluginNames } from '../plugins/use-plugin-names.ts'
import { ProviderFacts } from './provider-facts.tsx'
import { SearchState } from './search-state.tsx'
import { SettingsForm } from './settings-form.tsx'
import { pluginSettingsQuery, providerQuery } from './settings-queries.ts'
import { SetupInfo } from './setup-info.tsx'

/** The settings of one plugin; of an integration, what is known of its provider as well. */
export function PluginSettingsPage() {
  const { t } = useLingui()
  const { plugin } = useParams({ from: '/shell/administration/settings/$plugin' })
  const nameOf = usePluginNames()
  const settings = useQuery(pluginSettingsQuery(plugin))
  const provider = useQuery(providerQuery(plugin))
  const name = nameOf(plugin)
  return (
    <>
      <BackLink to="/administration/settings">
        <Trans>All settings</Trans>
      </BackLink>
      <PageTitle>{t`Settings of ${name}`}</PageTitle>
      <Stack gap="lg" maw="44rem">
        {provider.data?.description !== undefined && <Text c="dimmed">{provider.data.description}</Text>}
        <QueryState query={settings}>
          {(read) => (
            <>
              {read.setupInfo.length > 0 && <SetupInfo info={read.setupInfo} />}
              <SettingsForm settings={read} />
              {plugin === 'search' && <SearchState />}
            </>
          )}
        </QueryState>
        {provider.data !== undefined && provider.data !== null && <ProviderFacts provider={provider.data} />}
      </Stack>
    </>
  )
}
