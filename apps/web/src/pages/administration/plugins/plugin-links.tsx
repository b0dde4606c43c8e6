import { Trans, useLingui } from '@lingui/react/macro'
import { Code, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { KernelPluginReport } from '@tributary/client'
import { TextLink } from '../../../components/text-link.tsx'
import { Facts } from '../parts/facts.tsx'
import { Section } from '../parts/section.tsx'
import { kernelQuery, pluginsQuery } from './plugin-queries.ts'

/** What a plugin uses, and what uses it. */
export function PluginLinks({ plugin }: { plugin: KernelPluginReport }) {
  const { t } = useLingui()
  const { data } = useQuery(kernelQuery)
  const dependents = data?.report.plugins.filter(({ dependsOn }) => dependsOn.includes(plugin.name)) ?? []
  return (
    <Section title={t`Dependencies`}>
      <Facts
        facts={[
          [t`Starts after`, <PluginNames key="after" names={plugin.dependsOn} />],
          [t`Needed by`, <PluginNames key="by" names={dependents.map(({ name }) => name)} />],
          [t`Provides services`, <Names key="provides" names={plugin.provides} />],
          [t`Uses services`, <Names key="uses" names={plugin.uses} />],
          [t`Contributes to`, <Names key="contributes" names={plugin.contributes} />],
        ]}
      />
    </Section>
  )
}

export function PluginNames({ names }: { names: readonly string[] }) {
  const { data = [] } = useQuery(pluginsQuery)
  const find = (plugin: string) => data.find(({ name }) => name === plugin)
  if (names.length === 0) return <None />
  return (
    <Group gap="xs">
      {names.map((plugin) =>
        // The kernel itself is no plugin, and has no page.
        find(plugin) === undefined ? (
          <Code key={plugin}>{plugin}</Code>
        ) : (
          <TextLink key={plugin} to="/administration/plugins/$plugin" params={{ plugin }} size="sm">
            {find(plugin)?.displayName}
          </TextLink>
        ),
      )}
    </Group>
  )
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <None />
  return (
    <Group gap="xs">
      {names.map((name) => (
        <Code key={name}>{name}</Code>
      ))}
    </Group>
  )
}

function None() {
  return (
    <Text size="sm" component="span" c="dimmed">
      <Trans>none</Trans>
    </Text>
  )
}
