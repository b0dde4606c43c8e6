import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { SettingsPluginSettingsSummary } from '@tributary/client'
import { Empty } from '../../../components/empty.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { LinkCard } from '../parts/link-card.tsx'
import { Status } from '../parts/status.tsx'
import { usePluginNames } from '../plugins/use-plugin-names.ts'
import { settingsQuery } from './settings-queries.ts'

/** The plugins that an administrator configures. */
export function SettingsPage() {
  const { t } = useLingui()
  const query = useQuery(settingsQuery)
  return (
    <>
      <PageTitle>{t`Settings`}</PageTitle>
      <Text mb="md" c="dimmed" maw="44rem">
        <Trans>
          What each plugin needs to work: the client id and secret that a provider has given you, addresses,
          limits. They apply to everybody who uses this server.
        </Trans>
      </Text>
      <QueryState
        query={query}
        isEmpty={(all) => all.length === 0}
        empty={<Empty title={t`No plugin has settings`} />}
      >
        {(all) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            {all.map((each) => (
              <SettingsCard key={each.plugin} settings={each} />
            ))}
          </SimpleGrid>
        )}
      </QueryState>
    </>
  )
}

function SettingsCard({ settings }: { settings: SettingsPluginSettingsSummary }) {
  const nameOf = usePluginNames()
  const { plugin, missing, invalid, waitingFor } = settings
  return (
    <LinkCard
      to="/administration/settings/$plugin"
      params={{ plugin }}
      title={nameOf(plugin)}
      side={<SettingsStatus settings={settings} />}
    >
      {waitingFor}
      {waitingFor === null && invalid.length > 0 && (
        <Plural value={invalid.length} one="# value does not fit." other="# values do not fit." />
      )}
      {waitingFor === null && invalid.length === 0 && missing.length > 0 && (
        <Plural value={missing.length} one="# value is missing." other="# values are missing." />
      )}
    </LinkCard>
  )
}

function SettingsStatus({ settings }: { settings: SettingsPluginSettingsSummary }) {
  const { t } = useLingui()
  if (settings.configured) return <Status look="good">{t`Configured`}</Status>
  if (settings.waitingFor !== null) return <Status look="waiting">{t`Waiting`}</Status>
  if (settings.invalid.length > 0) return <Status look="bad">{t`Invalid`}</Status>
  return <Status look="none">{t`Not configured`}</Status>
}
