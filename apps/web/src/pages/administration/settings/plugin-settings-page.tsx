import { Trans, useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { BackLink } from '../../../components/back-link.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { SetupInfo } from '../parts/setup-info.tsx'
import { pluginsQuery } from '../plugins/plugin-queries.ts'
import { usePluginNames } from '../plugins/use-plugin-names.ts'
import { ProviderFacts } from './provider-facts.tsx'
import { RetentionState } from './retention-state.tsx'
import { SearchState } from './search-state.tsx'
import { SettingsForm } from './settings-form.tsx'
import { pluginSettingsQuery, providerQuery } from './settings-queries.ts'

/** The settings of one plugin; of an integration, what is known of its provider as well. */
export function PluginSettingsPage() {
  const { t } = useLingui()
  const { plugin } = useParams({ from: '/shell/administration/settings/$plugin' })
  const nameOf = usePluginNames()
  const settings = useQuery(pluginSettingsQuery(plugin))
  const { data: plugins = [] } = useQuery(pluginsQuery)
  const isIntegration = plugins.some(
    ({ name: each, kinds }) => each === plugin && kinds.includes('integration'),
  )
  const provider = useQuery({ ...providerQuery(plugin), enabled: isIntegration })
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
              {plugin === 'metrics' && <RetentionState />}
            </>
          )}
        </QueryState>
        {provider.data !== undefined && provider.data !== null && <ProviderFacts provider={provider.data} />}
      </Stack>
    </>
  )
}
